import Catalogue
import Snapshot
import Testing

@testable import MuninOutput

/// What holds for every graph of every plugin.
@Suite struct GraphsTests {
    private static let snapshots = [
        SyntheticHost.hostile, SyntheticHost.snapshot([]), SyntheticHost.snapshot([], isUp: false, hasHost: false),
        SyntheticHost.snapshot(SyntheticHost.hostile.domains, isUp: false),
    ]

    private func text(
        _ name: String, _ snapshot: Snapshot, _ parts: MuninText.Parts, _ settings: MuninSettings = MuninSettings()
    ) throws -> String {
        let plugin = try #require(MuninPlugin(named: name))
        var text = MuninText()
        text.append(
            plugin.graphs(of: snapshot, age: .milliseconds(30), settings: settings), parts,
            isMultigraph: plugin.isMultigraph)
        return text.text
    }

    @Test(arguments: SyntheticHost.plugins, snapshots.indices)
    func configurationAndValuesAreOfTheSameFields(name: String, host: Int) throws {
        let snapshot = Self.snapshots[host]
        let configuration = try MuninReading(try text(name, snapshot, .configuration))
        let values = try MuninReading(try text(name, snapshot, .values))
        let both = try MuninReading(try text(name, snapshot, [.configuration, .values]))
        // munin's node forgets plugins that say nothing when it starts
        #expect(!configuration.names.isEmpty)
        #expect(configuration.names == both.names)
        for (graph, read) in configuration.graphs {
            let fields = Set(read.fields)
            #expect(fields.count == read.fields.count)
            #expect(Set(values.graphs[graph]?.values.keys.map { $0 } ?? []) == fields, "\(name) \(graph)")
            #expect(both.graphs[graph]?.values == values.graphs[graph]?.values ?? [:])
            #expect(read.attributes.count == fields.count && read.values.isEmpty)
            #expect(read.settings["graph_category"] == "virtualization" && read.settings["graph_title"] != nil)
            for (field, attributes) in read.attributes {
                let value = values.graphs[graph]?.values[field] ?? ""
                if attributes["type"] == "DERIVE" { #expect(value == "U" || UInt64(value) != nil, "\(field) \(value)") }
                if let negative = attributes["negative"] { #expect(read.attributes[negative]?["graph"] == "no") }
                let words = attributes["cdef"]?.split(separator: ",") ?? []
                for word in words where Double(word) == nil && word != "/" { #expect(fields.contains(String(word))) }
            }
        }
    }

    @Test(arguments: SyntheticHost.plugins) func aHostThatIsDownHasNoValues(name: String) throws {
        for snapshot in Self.snapshots where !snapshot.status.isUp {
            let values = try MuninReading(try text(name, snapshot, .values))
            for (graph, read) in values.graphs {
                for (field, value) in read.values where !["down", "age"].contains(field) {
                    #expect(value == "U", "\(name) \(graph) \(field)")
                }
            }
        }
    }

    @Test(arguments: SyntheticHost.plugins) func noTenantsTextIsTakenForMarkup(name: String) throws {
        let read = try MuninReading(try text(name, SyntheticHost.hostile, .configuration))
        for graph in read.graphs.values {
            for (setting, value) in graph.settings where setting != "graph_vlabel" {
                #expect(!value.contains { "<>&\"".contains($0) }, "\(setting) \(value)")
            }
            #expect(graph.attributes.values.allSatisfy { $0["info"] == nil })
        }
    }

    @Test func guestsAreToldApart() throws {
        let read = try MuninReading(try text("libvirt_cpu", SyntheticHost.hostile, .configuration))
        let graph = try #require(read.graphs[""])
        #expect(graph.fields.count == SyntheticHost.hostile.domains.count - 1)
        #expect(graph.attributes["web01_time"]?["label"] == "web01")
        #expect(graph.attributes["a_b_time"]?["label"] == "a_b")
        #expect(graph.attributes["a_b__0002_time"]?["label"] == "a-b")
        #expect(graph.attributes["a_b__0003_time"]?["label"] == "a.b")
    }

    @Test func valuesThatAreOldOrAbsentAreUnknown() throws {
        let read = try MuninReading(try text("libvirt_cpu", SyntheticHost.hostile, .values))
        #expect(read.graphs[""]?.values["stale_time"] == "U")
        #expect(read.graphs[""]?.values["stuck_time"] == "5")
        #expect(read.graphs[""]?.values["off_time"] == nil)
        let balloon = try MuninReading(try text("libvirt_balloon_web01", SyntheticHost.hostile, .values))
        #expect(
            balloon.graphs[""]?.values == [
                "maximum": "2147483648", "current": "1073741824", "rss": "536870912", "available": "U", "usable": "U",
                "unused": "U", "caches": "U",
            ])
    }

    @Test(arguments: [
        ("libvirt_disk", ["web01_rd": "4097", "web01_wr": "8194"]),
        ("libvirt_latency", ["web01_reqs": "30", "web01_time": "12000000"]),
        ("libvirt_delay", ["web01_delay": "33"]), ("libvirt_network", ["web01_rx": "1030", "web01_tx": "2040"]),
        ("libvirt_disk_web01", ["vda_rd": "4096", "vda_wr": "8192", "sd_a__23b4_rd": "1", "sd_a__23b4_wr": "2"]),
        ("libvirt_network_web01", ["net0_rx": "1000", "net0_tx": "2000", "net1_rx": "30", "net1_tx": "40"]),
        ("libvirt_delay_web01", ["vcpu0_delay": "11", "vcpu0_wait": "7", "vcpu1_delay": "22", "vcpu1_wait": "9"]),
        ("libvirt_state_off", ["shutoff": "1", "running": "0", "stuck": "0"]),
        ("libvirt_state", ["running": "26", "shutoff": "1", "stuck": "1"]),
        ("libvirt_pool", ["default_used": "25"]),
        ("libvirt_pool_default", ["capacity": "1000", "allocation": "250", "available": "750"]),
        ("libvirt_sampler", ["duration": "0.025", "age": "0.03"]),
        ("libvirt_faults", ["down": "0", "failed": "1", "stuck": "1", "held": "2"]),
    ])
    func values(name: String, expected: [String: String]) throws {
        let read = try MuninReading(try text(name, SyntheticHost.hostile, .values))
        let values = try #require(read.graphs[""]?.values)
        for (field, value) in expected { #expect(values[field] == value, "\(field)") }
    }

    @Test func everythingIsOneGraphForEachTopicAndOneForEachGuest() throws {
        let names = try MuninReading(try text("libvirt", SyntheticHost.hostile, .configuration)).names
        #expect(names.filter { !$0.contains(".") } == MuninTopic.allCases.map { "libvirt_\($0.rawValue)" })
        #expect(names.contains("libvirt_disk.web01") && names.contains("libvirt_pool.default"))
        var settings = MuninSettings()
        settings.topics = [.state]
        let some = try MuninReading(try text("libvirt", SyntheticHost.hostile, .configuration, settings)).names
        #expect(some.first == "libvirt_state" && some.allSatisfy { $0.hasPrefix("libvirt_state") })
    }

    @Test func stackedGraphsAddUp() throws {
        var settings = MuninSettings()
        settings.isStacked = true
        for (name, ending) in [("libvirt_cpu", "time"), ("libvirt-cputime", "cputime"), ("libvirt_balloon", "current")]
        {
            let read = try MuninReading(try text(name, SyntheticHost.hostile, .configuration, settings))
            let graph = try #require(read.graphs[""])
            let draws = graph.fields.filter { $0.hasSuffix("_\(ending)") }.map { graph.attributes[$0]?["draw"] }
            #expect(draws.first == "AREA" && draws.dropFirst().allSatisfy { $0 == "STACK" }, "\(name)")
        }
    }
}
