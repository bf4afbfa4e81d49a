import ArgumentParser
import CollectdOutput
import CommandLineInterface

/// The options of collectd's `virt` plugin, by its names.
struct VirtOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A collectd.conf whose <Plugin virt> is taken for all options that are not given here.", valueName: "file"))
    var fromCollectd: String?

    @Option(
        help: ArgumentHelp(
            "What guests are called: name, uuid, hostname, metadata, or several in quotation marks (default: name).",
            valueName: "parts"))
    var hostnameFormat: String?

    @Option(
        help: ArgumentHelp(
            "What stands behind the plugin's name: none, name, uuid, metadata, or several (default: none).",
            valueName: "parts"))
    var pluginInstanceFormat: String?

    @Option(
        name: .customLong("hostname-metadata-ns"),
        help: ArgumentHelp(
            "The namespace of the metadata that has a guest's name (default: OpenStack Nova's, 1.1 or else 1.0).",
            valueName: "uri"))
    var hostnameMetadataNamespace: String?

    @Option(
        name: .customLong("hostname-metadata-xpath"),
        help: ArgumentHelp("Where in it the name is (default: /instance/name/text()).", valueName: "xpath"))
    var hostnameMetadataXPath: String?

    @Option(
        help: ArgumentHelp(
            "What network interfaces are called: name, address or number (default: name).", valueName: "format")
    )
    var interfaceFormat: String?

    @Option(help: ArgumentHelp("What disks are called: target or source (default: target).", valueName: "format"))
    var blockDeviceFormat: String?

    @Flag(inversion: .prefixedNo, help: "Leave the folder out of sources (default: --no-block-device-format-basename).")
    var blockDeviceFormatBasename: Bool?

    @Option(
        help: ArgumentHelp(
            "Only the guest of this name, or those that /regex/ matches; may be repeated.", valueName: "name"))
    var domain: [String] = []

    @Option(help: ArgumentHelp("Only this disk, as GUEST:DISK or /regex/; may be repeated.", valueName: "name"))
    var blockDevice: [String] = []

    @Option(
        help: ArgumentHelp("Only this interface, as GUEST:INTERFACE or /regex/; may be repeated.", valueName: "name"))
    var interfaceDevice: [String] = []

    @Flag(
        inversion: .prefixedNo, help: "Leave out what is named, rather than all else (default: --no-ignore-selected).")
    var ignoreSelected: Bool?

    @Option(
        help: ArgumentHelp(
            "What else is told, in quotation marks: \(Self.statistics).", valueName: "names"))
    var extraStats: String?

    @Flag(inversion: .prefixedNo, help: "Tell of disks (default: --report-block-devices).")
    var reportBlockDevices: Bool?

    @Flag(inversion: .prefixedNo, help: "Tell of network interfaces (default: --report-network-interfaces).")
    var reportNetworkInterfaces: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Notify of each persistent guest's state in each interval (default: --no-persistent-notification).")
    var persistentNotification: Bool?

    @Flag(
        help: """
            Also tell what the virt plugin has not: latencies, each virtual CPU's wait and delay, sizes of all disks, the age \
            of each guest's values, and whether it is stuck.
            """)
    var extra = false

    @Flag(help: "Notify as the virt plugin does, of crashes as well as of shutdowns.")
    var notificationCompat = false

    @Flag(help: "Connect for writing, which fs_info needs: libvirt lets no other connection ask a guest's agent.")
    var allowReadWrite = false

    private static let statistics = ExtraStatistic.allCases.map(\.rawValue).joined(separator: " ")

    /// What the options say, what collectd's configuration has that is of no use, and where in it the path is that holds.
    func settings() throws(OperatorError) -> (CollectdSettings, leftOut: [String], metadataPath: ConfigurationPlace?) {
        var settings = CollectdSettings()
        var leftOut: [String] = []
        var metadataPath: ConfigurationPlace?
        if let fromCollectd {
            do throws(ConfigurationMistakes) {
                let block = try VirtBlock(file: fromCollectd, CollectdFiles.onDisk)
                settings = block.settings
                leftOut = block.leftOut.map(\.description)
                if hostnameMetadataXPath == nil { metadataPath = block.metadataPathPlace }
            } catch {
                throw .usage(error.all.map { TerminalText.shortLine($0.description) })
            }
        }
        for (option, name, values) in given {
            if option.isList { settings.clear(option) }
            for value in values {
                do throws(SettingsError) { try settings.apply(option, [value]) } catch {
                    throw .usage("\(name) \(error.description)")
                }
            }
        }
        settings.hasExtra = extra
        settings.hasCompatibleNotifications = notificationCompat
        if settings.extraStatistics.contains(.fileSystems), !allowReadWrite {
            throw .usage(
                "fs_info asks the guests' agents, which libvirt allows connections for writing alone; "
                    + "add --allow-read-write, or leave fs_info out")
        }
        return (settings, leftOut, metadataPath)
    }

    private var given: [(VirtOption, name: String, values: [String])] {
        func text(_ value: String?) -> [String] { value.map { [$0] } ?? [] }
        func truth(_ value: Bool?) -> [String] { value.map { [String($0)] } ?? [] }
        let all: [(VirtOption, String, [String])] = [
            (.hostnameFormat, "--hostname-format", text(hostnameFormat)),
            (.pluginInstanceFormat, "--plugin-instance-format", text(pluginInstanceFormat)),
            (.hostnameMetadataNamespace, "--hostname-metadata-ns", text(hostnameMetadataNamespace)),
            (.hostnameMetadataXPath, "--hostname-metadata-xpath", text(hostnameMetadataXPath)),
            (.interfaceFormat, "--interface-format", text(interfaceFormat)),
            (.blockDeviceFormat, "--block-device-format", text(blockDeviceFormat)),
            (.blockDeviceFormatBasename, "--block-device-format-basename", truth(blockDeviceFormatBasename)),
            (.domain, "--domain", domain), (.blockDevice, "--block-device", blockDevice),
            (.interfaceDevice, "--interface-device", interfaceDevice),
            (.ignoreSelected, "--ignore-selected", truth(ignoreSelected)),
            (.extraStats, "--extra-stats", text(extraStats)),
            (.reportBlockDevices, "--report-block-devices", truth(reportBlockDevices)),
            (.reportNetworkInterfaces, "--report-network-interfaces", truth(reportNetworkInterfaces)),
            (.persistentNotification, "--persistent-notification", truth(persistentNotification)),
        ]
        return all.filter { !$0.2.isEmpty }
    }
}
