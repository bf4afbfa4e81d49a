/// What an operator chose of the options that the `virt` plugin has, and of those that it has not.
public struct CollectdSettings: Sendable {
    /// A part of the name that a guest has.
    public enum NamePart: String, CaseIterable, Sendable {
        /// Its name.
        case name
        /// Its UUID.
        case uuid
        /// The name that collectd's host has.
        case hostname
        /// What its metadata has for it.
        case metadata
    }

    /// What network interfaces are called.
    public enum InterfaceFormat: String, CaseIterable, Sendable {
        /// The device on the host, such as `vnet0`.
        case name
        /// The MAC address.
        case address
        /// `interface-1` and so on, in the order of the guest's configuration.
        case number
    }

    /// What disks are called.
    public enum BlockDeviceFormat: String, CaseIterable, Sendable {
        /// The device that the guest is shown, such as `vda`.
        case target
        /// The file or the device on the host.
        case source
    }

    /// The host, if the settings name it.
    public var connection: String?
    /// What guests are called; never empty.
    public var hostnameFormat: [NamePart] = [.name]
    /// What stands behind the plugin's name.
    public var pluginInstanceFormat: [NamePart] = []
    /// The namespaces of a guest's metadata that may have its name, the first one first.
    public var metadataNamespaces = [
        "http://openstack.org/xmlns/libvirt/nova/1.1", "http://openstack.org/xmlns/libvirt/nova/1.0",
    ]
    /// Where in that metadata its name is: an XPath to a text or an attribute.
    public var metadataPath = "/instance/name/text()"
    /// What network interfaces are called.
    public var interfaceFormat = InterfaceFormat.name
    /// What disks are called.
    public var blockDeviceFormat = BlockDeviceFormat.target
    /// Whether sources are called without their folder.
    public var isBasename = false
    /// The guests that are selected.
    public var domains = SelectorList()
    /// The disks that are selected, as `GUEST:DISK`.
    public var blockDevices = SelectorList()
    /// The network interfaces that are selected, as `GUEST:INTERFACE`.
    public var interfaceDevices = SelectorList()
    /// Whether what is selected is left out, rather than all else.
    public var ignoresSelected = false
    /// What is told beside the usual values.
    public var extraStatistics: Set<ExtraStatistic> = []
    /// Whether disks are told of.
    public var reportsBlockDevices = true
    /// Whether network interfaces are told of.
    public var reportsInterfaces = true
    /// Whether the states of persistent guests are told in each interval.
    public var isNotificationPersistent = false
    /// Whether values are told that the `virt` plugin has not.
    public var hasExtra = false
    /// Whether notifications are those of the `virt` plugin, its mistakes with them.
    public var hasCompatibleNotifications = false
    /// What collectd calls its host.
    public var collectdHost = "localhost"

    /// The `virt` plugin's defaults.
    public init() {}

    /// Whether guests' names need their metadata.
    public var needsMetadata: Bool { (hostnameFormat + pluginInstanceFormat).contains(.metadata) }

    /// What is said of a text that is no XPath expression.
    public static func noXPath(_ text: String) -> String { "is '\(text)', no XPath expression; give it one" }

    /// Whether a guest of this name is told of.
    public func admits(guest: String) -> Bool { domains.admits(guest, ignoring: ignoresSelected) }

    func admits(disk: String, of guest: String) -> Bool {
        blockDevices.admits("\(guest):\(disk)", ignoring: ignoresSelected)
    }

    func admits(interface: String, of guest: String) -> Bool {
        interfaceDevices.admits("\(guest):\(interface)", ignoring: ignoresSelected)
    }
}
