import Testing

@testable import CollectdOutput

/// Options of the `virt` plugin, and its configuration.
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

    private func files(_ files: [String: String], unreadable: Set<String> = []) -> VirtBlock.Files {
        VirtBlock.Files(
            matching: { pattern in
                pattern.hasSuffix("*") ? files.keys.filter { $0.hasPrefix(pattern.dropLast()) }.sorted() : [pattern]
            },
            text: { path in
                guard let text = files[path], !unreadable.contains(path) else {
                    return .failure(ConfigurationError(ConfigurationPlace(file: path, line: 0), "it cannot be read"))
                }
                return .success(text)
            },
            isMatch: { name, pattern in name.hasSuffix(pattern.drop { $0 == "*" }) })
    }

    @Test func aWholeConfiguration() throws {
        let text = """
            # collectd's
            Hostname "node1"
            LoadPlugin cpu
            <LoadPlugin virt>
              Interval 30
            </LoadPlugin>
            <Plugin "cpu">
              ValuesPercentage true
            </Plugin>
            <Plugin virt>   # here
            \tConnection "qemu:///system"
              refreshinterval 60
              HostnameFormat name uuid
              PluginInstanceFormat "none"
              Domain "web \\"1\\""
              Domain /^db/
              BlockDevice "/:hd[a-z]/"
              IgnoreSelected \\
                true
              BlockDeviceFormat source
              BlockDeviceFormatBasename false
              ExtraStats "cpu_util DISK"
              ReportNetworkInterfaces no
              Instances 2
            </Plugin>
            """
        let block = try VirtBlock(file: "a.conf", files(["a.conf": text.replacing("\n", with: "\r\n")]))
        let settings = block.settings
        #expect(settings.connection == "qemu:///system" && settings.hostnameFormat == [.name, .uuid])
        #expect(settings.pluginInstanceFormat == [] && settings.blockDeviceFormat == .source)
        #expect(settings.extraStatistics == [.cpuUtilisation, .disk] && !settings.reportsInterfaces)
        #expect(!settings.admits(guest: "web \"1\"") && !settings.admits(guest: "db7") && settings.admits(guest: "web"))
        #expect(block.leftOut.map { $0.place.line } == [5, 12, 24])
    }

    @Test func includedFiles() throws {
        let all = [
            "main": "Include \"b\"\n<Include \"d/*\">\n Filter \"*.conf\"\n</Include>",
            "b": "<Plugin virt>\nDomain b\n</Plugin>", "d/one.conf": "<Plugin virt>\nExtraStats disk\n</Plugin>",
            "d/two.txt": "this is > no configuration", "d/three.conf": "nor > this",
        ]
        let block = try VirtBlock(file: "main", files(all))
        #expect(block.settings.extraStatistics == [.disk] && block.settings.admits(guest: "b"))
        #expect(!block.settings.admits(guest: "c"))
        // nor what collectd makes of them, and others' secrets do not matter as long as the block is found
        _ = try VirtBlock(file: "main", files(all, unreadable: ["d/one.conf"]))
        #expect(throws: ConfigurationError.self) {
            try VirtBlock(file: "main", files(all, unreadable: ["d/one.conf", "b"]))
        }
    }

    @Test func aPluginWithoutABlockHasItsDefaults() throws {
        let loaded = try VirtBlock(file: "a", files(["a": "LoadPlugin \"virt\""]))
        #expect(loaded.settings.hostnameFormat == [.name] && loaded.leftOut.isEmpty)
    }

    /// Whoever had no block, and took the old plugin out, goes on with its defaults.
    @Test(arguments: ["#LoadPlugin virt", "LoadPlugin cpu", ""]) func aPluginThatWasTakenOutHasItsDefaults(text: String)
        throws
    {
        let block = try VirtBlock(file: "a", files(["a": text]))
        #expect(block.settings.hostnameFormat == [.name] && block.settings.extraStatistics.isEmpty)
        #expect(block.leftOut.map(\.description).first?.contains("defaults") == true)
    }

    @Test(arguments: [
        ("<Plugin virt>", "a:1"), ("<Plugin virt>\nDomain\n</Plugin>", "a:2"), ("</Plugin>", "a:1"),
        ("<Plugin virt>\nDomain \"x\n</Plugin>", "a:2"), ("<Plugin virt\n</Plugin>", "a:1"),
        ("<Plugin virt>\nColour red\n</Plugin>", "a:2: the virt plugin has no option 'Colour'"),
        ("<Plugin virt>\n\nExtraStats \"dsk\"\n</Plugin>", "a:3: ExtraStats"),
        ("<Plugin virt>\n<Domain a>\n</Domain>\n</Plugin>", "a:2"), ("<Plugin virt> x\n</Plugin>", "a:1"),
        ("<Plugin virt>\n</Module>", "a:2"),
        ("Include \"a\"", "a:1"), ("< >", "a:1"), ("\"x\" y", "a:1"), ("a > b", "a:1"),
        ("<Plugin virt>\nDomain /(/\n</Plugin>", "a:2"),
        ("# Gr\u{fffd}\u{fffd}e\n<Plugin virt>\nDomain \"w\u{fffd}b\"\n</Plugin>", "a:3: Domain is no UTF-8"),
        (String(repeating: "<A b>\n", count: 40), "a:17"),
    ])
    func malformedConfigurations(text: String, named: String) {
        let error = #expect(throws: ConfigurationError.self) { try VirtBlock(file: "a", files(["a": text])) }
        #expect(error?.description.hasPrefix(named) ?? false, "\(error?.description ?? "")")
    }

    /// Cut and shuffled, a configuration is read or refused.
    @Test func anyBytes() {
        let bytes = Array(
            "<Plugin virt>\nDomain \"a\\\"\" # x\n IgnoreSelected \\\n true\n</Plugin>\nInclude b\u{0}\u{ff}".utf8)
        for start in bytes.indices {
            for end in start..<bytes.count {
                _ = try? ConfigurationItem.items(in: String(decoding: bytes[start...end], as: UTF8.self), file: "a")
            }
        }
    }
}
