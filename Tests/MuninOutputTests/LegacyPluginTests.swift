import Snapshot
import Testing

@testable import MuninOutput

/// Plugins by the names and with the fields of munin-libvirt-plugins 0.0.7, whose files go on only if those are the same.
@Suite struct LegacyPluginTests {
    private static let guests = ["web01", "db-2", "3d", "a-b", "a.b", "host", "total"]

    private static let host: Snapshot = {
        var limits = DomainFacts.MemoryLimits()
        limits.hard = 4096
        return SyntheticHost.snapshot(
            guests.enumerated().map {
                SyntheticHost.guest(
                    $1, SyntheticHost.everything, uuid: UInt64($0 + 1), limits: $0 < 2 ? limits : nil)
            } + [SyntheticHost.guest("Domain-0", SyntheticHost.everything, uuid: 77)])
    }()

    /// What the older plugins call these guests in their files; `nil` where they would mix two of them up.
    private static let names = ["web01", "db_2", "_d", nil, nil, nil, "total"]

    private func read(_ name: String, _ host: Snapshot = host) throws -> MuninReading.Graph {
        let plugin = try #require(MuninPlugin(named: name))
        var text = MuninText()
        text.append(plugin.graphs(of: host, age: nil), [.configuration, .values], isMultigraph: false)
        return try #require(try MuninReading(text.text).graphs[""])
    }

    @Test(arguments: [
        ("libvirt-cputime", ["cputime"], ["total_pc"]), ("libvirt-blkstat", ["read", "write"], []),
        ("libvirt-ifstat", ["rx", "tx"], []),
        (
            "libvirt-mem", ["mem"],
            [
                "host_mem", "total", "total_pc", "total_max", "total_max_pc", "total_min_guarantee",
                "total_min_guarantee_pc", "total_soft_limit", "total_soft_limit_pc", "total_hard_limit",
                "total_hard_limit_pc",
            ]
        ),
    ])
    func fieldsAreTheSame(name: String, endings: [String], others: [String]) throws {
        let fields = Set(try read(name).fields)
        let expected = Self.names.compactMap(\.self).flatMap { guest in endings.map { "\(guest)_\($0)" } } + others
        #expect(fields.isSuperset(of: expected), "\(Set(expected).subtracting(fields))")
        let tagged = fields.subtracting(expected)
        // those that were mixed up have names of their own
        #expect(tagged.count == 3 * endings.count && tagged.allSatisfy { $0.contains("__000") }, "\(tagged)")
        // munin's master takes a hyphen and an underscore in a plugin's name for the same
        #expect(Set(try read(name.replacing("-", with: "_")).fields) == fields)
    }

    @Test func theTransferOfAGuest() throws {
        for (name, below, above, values) in [
            ("libvirt-blkstat", "web01_read", "web01_write", ["4097", "8194"]),
            ("libvirt-ifstat", "web01_rx", "web01_tx", ["1030", "2040"]),
        ] {
            let graph = try read(name)
            let common = ["type": "DERIVE", "min": "0", "draw": "LINE1", "label": "web01"]
            #expect(graph.attributes[below] == common.merging(["graph": "no"]) { $1 })
            #expect(graph.attributes[above] == common.merging(["negative": below]) { $1 })
            #expect([graph.values[below], graph.values[above]] == values)
        }
    }

    @Test func processorTimeIsInPercentOfTheHost() throws {
        let graph = try read("libvirt-cputime")
        // 123.456789012 s of 4 processors
        #expect(graph.values["web01_cputime"] == "3086")
        #expect(graph.values["total_pc"] == "21605")
        #expect(
            graph.attributes["total_pc"] == [
                "type": "DERIVE", "graph": "no", "min": "0", "max": "100", "label": "total", "warning": "90",
                "critical": "95",
            ])
        #expect(
            graph.attributes["db_2_cputime"] == ["type": "DERIVE", "min": "0", "draw": "LINE1", "label": "db-2"])
    }

    @Test func withoutOneGuestThereIsNoTotal() throws {
        let guests = [
            SyntheticHost.guest("a", SyntheticHost.everything), SyntheticHost.guest("b", [:], uuid: 2),
        ]
        let host = SyntheticHost.snapshot(guests)
        #expect(try read("libvirt-cputime", host).values["total_pc"] == "U")
        #expect(try read("libvirt-mem", host).values["total"] == "U")
        #expect(try read("libvirt-mem", host).values["b_mem"] == "U")
    }

    @Test func memory() throws {
        let graph = try read("libvirt-mem")
        let gibibyte = 1_073_741_824
        let expected = [
            "web01_mem": gibibyte, "host_mem": 8 * gibibyte, "total": 7 * gibibyte, "total_max": 14 * gibibyte,
            "total_hard_limit": 8192,
        ]
        for (field, value) in expected { #expect(graph.values[field] == String(value), "\(field)") }
        #expect(graph.values["total_pc"] == "87.5" && graph.values["total_max_pc"] == "175")
        // nobody has such a limit, which is not a limit of 0
        #expect(graph.values["total_soft_limit"] == "U" && graph.values["total_min_guarantee_pc"] == "U")
        #expect(graph.attributes["web01_mem"]?["draw"] == "AREA" && graph.attributes["total_mem"]?["draw"] == "STACK")
        #expect(graph.attributes["host_mem"]?["label"] == "node1 (host)")
        #expect(graph.attributes["total"]?["graph"] == "no")
        #expect(graph.attributes["total_pc"]?["warning"] == "90" && graph.attributes["total_pc"]?["critical"] == "95")
    }
}
