import Testing

@testable import CollectdOutput

/// Options of the `virt` plugin.
@Suite struct SettingsTests {
    @Test(arguments: [
        (VirtOption.hostnameFormat, ["name hostnme"], "hostnme"), (.hostnameFormat, [""], "nothing"),
        (.hostnameFormat, ["name name name name name"], "5"), (.pluginInstanceFormat, ["hostname"], "hostname"),
        (.pluginInstanceFormat, ["none name"], "none"), (.interfaceFormat, ["mac"], "mac"),
        (.blockDeviceFormat, ["target", "source"], "2"), (.ignoreSelected, ["maybe"], "maybe"),
        (.extraStats, ["disk dsk"], "dsk"), (.extraStats, ["job_stats_completed job_stats_background"], "both"),
        (.domain, ["/a(/"], "a("), (.domain, [""], "is empty"), (.domain, [], "0 values"),
        (.blockDevice, ["a", "b"], "2 values"),
        (.hostnameMetadataXPath, [""], "is empty"), (.domain, ["a\u{0}b"], "NUL"), (.connection, [""], "is empty"),
    ])
    func mistakesAreNamed(option: VirtOption, values: [String], named: String) {
        var settings = CollectdSettings()
        let error = #expect(throws: SettingsError.self) { try settings.apply(option, values) }
        #expect(error?.description.contains(named) ?? false, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (["web1"], false, "web1", true), (["web1"], false, "web10", false), (["web1"], true, "web1", false),
        (["web1"], true, "web10", true), (["/^web[0-9]+$/"], false, "web10", true),
        (["/^web[0-9]+$/"], false, "db", false), (["/eb/", "db"], true, "db", false), ([], true, "db", true),
        // no expression, but a name
        (["//"], false, "//", true), (["/"], false, "/", true), (["/a"], false, "xa", false),
        // bytes, not what a reader sees
        (["e\u{301}"], false, "\u{e9}", false),
    ])
    func selectors(entries: [String], ignores: Bool, name: String, isAdmitted: Bool) throws {
        var settings = CollectdSettings()
        for entry in entries { try settings.apply(.domain, [entry]) }
        try settings.apply(.ignoreSelected, [String(ignores)])
        #expect(settings.admits(guest: name) == isAdmitted)
    }

    @Test func devicesAreSelectedWithTheirGuest() throws {
        var settings = CollectdSettings()
        try settings.apply(.blockDevice, ["web:vda"])
        try settings.apply(.interfaceDevice, ["/:vnet[0-9]$/"])
        #expect(settings.admits(disk: "vda", of: "web") && !settings.admits(disk: "vda", of: "db"))
        #expect(settings.admits(interface: "vnet1", of: "web") && !settings.admits(interface: "vnet10", of: "web"))
        #expect(settings.admits(guest: "db"))
    }
}
