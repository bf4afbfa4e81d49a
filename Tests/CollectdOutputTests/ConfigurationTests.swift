import Testing

@testable import CollectdOutput

/// The `virt` plugin's block in collectd's configuration.
@Suite struct ConfigurationTests {
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
        let block = try VirtBlock(file: "a.conf", .holding(["a.conf": text.replacing("\n", with: "\r\n")]))
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
        let block = try VirtBlock(file: "main", .holding(all))
        #expect(block.settings.extraStatistics == [.disk] && block.settings.admits(guest: "b"))
        #expect(!block.settings.admits(guest: "c"))
        #expect(block.leftOut.map(\.place) == [ConfigurationPlace(file: "d/three.conf", line: 1)])
    }

    /// Others' secrets do not matter as long as a block is found, but another one may be among them.
    @Test func whatCannotBeReadIsTold() throws {
        let all = [
            "main": "Include \"a\" \"secret/*\"\nInclude \"b\"", "a": "<Plugin virt>\nDomain a\n</Plugin>", "b": "",
        ]
        let block = try VirtBlock(file: "main", .holding(all, unreadable: ["secret/*", "b"]))
        #expect(block.settings.admits(guest: "a") && !block.settings.admits(guest: "b"))
        #expect(block.leftOut.map(\.place.file) == ["secret/*", "b"])
        #expect(
            block.leftOut.allSatisfy { $0.reason.contains("cannot be read") && $0.reason.contains("<Plugin virt>") })
        let error = #expect(throws: ConfigurationMistakes.self) {
            try VirtBlock(file: "main", .holding(all, unreadable: ["secret/*", "a"]))
        }
        #expect(error?.all.map(\.place.file) == ["a", "secret/*"])
    }

    /// A plugin that is loaded may have its block elsewhere than where it is loaded.
    @Test(arguments: ["LoadPlugin virt\n", ""]) func theBlockMayBeInWhatCannotBeRead(text: String) {
        let error = #expect(throws: ConfigurationMistakes.self) {
            try VirtBlock(file: "a", .holding(["a": text + "Include b"], unreadable: ["b"]))
        }
        #expect(error?.description == "b: it cannot be read; no <Plugin virt> was found elsewhere")
    }

    @Test func allMistakesAreNamedInOrder() {
        let all = [
            "main": "<Plugin virt>\nColour red\nDomain a b\nIgnoreSelected yes\n</Plugin>\nInclude \"b\"\n"
                + "<Plugin virt>\nExtraStats dsk\n</Plugin>",
            "b": "\n<Plugin virt>\n<Domain a>\n</Domain>\nDomain /(/\n</Plugin>",
        ]
        let error = #expect(throws: ConfigurationMistakes.self) { try VirtBlock(file: "main", .holding(all)) }
        #expect(error?.all.map(\.place.description) == ["main:2", "main:3", "b:3", "b:5", "main:8"])
    }

    @Test(arguments: [(20, 20), (21, 21), (500, 21)]) func notMoreAreNamedThanAnybodyReads(count: Int, lines: Int) {
        let options = (1...count).map { "Colour\($0) red\n" }.joined()
        let text = "<Plugin virt>\n\(options)</Plugin>"
        let error = #expect(throws: ConfigurationMistakes.self) { try VirtBlock(file: "a", .holding(["a": text])) }
        #expect(error?.all.count == lines && error?.all.first?.place.line == 2)
        #expect(error?.all.last?.reason.contains("\(count - 20) more") == (count > 20))
    }

    /// Files that include one another widely are not read for ever.
    @Test func includesEnd() {
        let text = String(repeating: "Include \"a\" \"a\"\n", count: 100)
        let error = #expect(throws: ConfigurationMistakes.self) { try VirtBlock(file: "a", .holding(["a": text])) }
        #expect(error?.all.map(\.place.line) == [1])
    }

    @Test func aPluginWithoutABlockHasItsDefaults() throws {
        let loaded = try VirtBlock(file: "a", .holding(["a": "LoadPlugin \"virt\""]))
        #expect(loaded.settings.hostnameFormat == [.name] && loaded.leftOut.isEmpty)
    }

    /// Whoever had no block, and took the old plugin out, goes on with its defaults.
    @Test(arguments: ["#LoadPlugin virt", "LoadPlugin cpu", ""]) func aPluginThatWasTakenOutHasItsDefaults(text: String)
        throws
    {
        let block = try VirtBlock(file: "a", .holding(["a": text]))
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
        let error = #expect(throws: ConfigurationMistakes.self) { try VirtBlock(file: "a", .holding(["a": text])) }
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

extension VirtBlock.Files {
    /// Files of these texts by path; a pattern may end with a star.
    static func holding(_ files: [String: String], unreadable: Set<String> = []) -> VirtBlock.Files {
        func problem(_ path: String) -> ConfigurationError {
            ConfigurationError(ConfigurationPlace(file: path, line: 0), "it cannot be read")
        }
        return VirtBlock.Files(
            matching: { pattern in
                guard !unreadable.contains(pattern) else { return [.failure(problem(pattern))] }
                guard pattern.hasSuffix("*") else { return [.success(pattern)] }
                return files.keys.filter { $0.hasPrefix(pattern.dropLast()) }.sorted().map { .success($0) }
            },
            text: { path in
                guard let text = files[path], !unreadable.contains(path) else { return .failure(problem(path)) }
                return .success(text)
            },
            isMatch: { name, pattern in name.hasSuffix(pattern.drop { $0 == "*" }) })
    }
}
