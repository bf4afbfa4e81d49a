/// An option of the `virt` plugin, by its name in `collectd.conf`.
public enum VirtOption: String, CaseIterable, Sendable {
    /// `Connection`: the host.
    case connection = "Connection"
    /// `RefreshInterval`: how often the plugin looks for new guests.
    case refreshInterval = "RefreshInterval"
    /// `Domain`: a guest that is selected.
    case domain = "Domain"
    /// `BlockDevice`: a disk that is selected.
    case blockDevice = "BlockDevice"
    /// `BlockDeviceFormat`: what disks are called.
    case blockDeviceFormat = "BlockDeviceFormat"
    /// `BlockDeviceFormatBasename`: whether sources are called without their folder.
    case blockDeviceFormatBasename = "BlockDeviceFormatBasename"
    /// `InterfaceDevice`: a network interface that is selected.
    case interfaceDevice = "InterfaceDevice"
    /// `IgnoreSelected`: whether what is selected is left out.
    case ignoreSelected = "IgnoreSelected"
    /// `HostnameFormat`: what guests are called.
    case hostnameFormat = "HostnameFormat"
    /// `HostnameMetadataNS`: the namespace of a guest's metadata that has its name.
    case hostnameMetadataNamespace = "HostnameMetadataNS"
    /// `HostnameMetadataXPath`: where in that metadata its name is.
    case hostnameMetadataXPath = "HostnameMetadataXPath"
    /// `InterfaceFormat`: what network interfaces are called.
    case interfaceFormat = "InterfaceFormat"
    /// `PluginInstanceFormat`: what stands behind the plugin's name.
    case pluginInstanceFormat = "PluginInstanceFormat"
    /// `Instances`: how many threads the plugin has.
    case instances = "Instances"
    /// `ExtraStats`: what is told beside the usual values.
    case extraStats = "ExtraStats"
    /// `PersistentNotification`: whether states are told in each interval.
    case persistentNotification = "PersistentNotification"
    /// `ReportBlockDevices`: whether disks are told of.
    case reportBlockDevices = "ReportBlockDevices"
    /// `ReportNetworkInterfaces`: whether network interfaces are told of.
    case reportNetworkInterfaces = "ReportNetworkInterfaces"

    /// The option of this name, in whatever case.
    public init?(named name: String) {
        let name = name.lowercased()
        guard let option = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
        self = option
    }

    /// Whether it may stand more than once, each time adding to what there is.
    public var isList: Bool {
        switch self {
        case .domain, .blockDevice, .interfaceDevice: true
        default: false
        }
    }

    /// Why it is of no use here; `nil` for an option that is.
    ///
    /// What both are for is done without them: a guest is there in the next sample, and one that hangs holds up no other.
    public var reasonToLeaveOut: String? {
        switch self {
        case .refreshInterval: "new guests are told of at once"
        case .instances: "guests are read side by side, whatever they are tagged with; every guest is told of here"
        default: nil
        }
    }
}
