import Exposition
import Foundation
import RealGuests
import Testing

/// What the daemon tells of a subagent that reads its feed.
@Suite("SNMP in the daemon's metrics", .timeLimit(.minutes(1))) struct SNMPSelfTests {
    /// What the page has, without the beginning of the names.
    private static func figures(_ agent: Agent) async throws -> [String: Double] {
        var figures: [String: Double] = [:]
        for sample in try await agent.page().samples where sample.name.hasPrefix("virtpulse_snmp_") {
            #expect(sample.labels["agent"]?.hasPrefix("unix:/") == true)
            figures[String(sample.name.dropFirst("virtpulse_snmp_".count))] = sample.value
        }
        return figures
    }

    private static func wait(
        for what: String, _ agent: Agent, _ condition: ([String: Double]) -> Bool
    ) async throws {
        _ = try await eventually(what) { condition(try await figures(agent)) ? true : nil }
    }

    @Test func theDaemonIsAwayAndBack() async throws {
        let master = try await SNMPMaster()
        defer { master.stop() }
        let socket = "\(master.folder)/feed.sock"
        let daemon = ["--libvirt.uri", "test:///default", "--feed.socket", socket]
        let subagent = try await Agent.with(daemon) { agent in
            _ = try await agent.pageWhenUp()
            let subagent = try master.subagent(
                ["--source", "feed", "--feed.socket", socket, "--libvirt.uri", "test:///default"]
                    + ["--sample.interval", "1s"])
            try await Self.wait(for: "the subagent", agent) { !$0.isEmpty }
            return subagent
        }
        defer { subagent.end() }
        func log() -> String { subagent.text(subagent.errors) }
        _ = try await eventually("that the daemon is away") { log().contains("\(socket)") ? true : nil }
        #expect(!log().contains("taken again"))
        try await Agent.with(daemon) { _ in
            _ = try await eventually("that it is back") {
                log().split(separator: "\n").contains {
                    $0.contains("level=info") && $0.contains("the daemon's samples are taken again")
                        && $0.contains("guests=1")
                } ? true : nil
            }
        }
    }

    @Test func theDaemonTellsHowTheSubagentFares() async throws {
        let master = try await SNMPMaster()
        defer { master.stop() }
        let socket = "\(master.folder)/feed.sock"
        try await Agent.with(["--libvirt.uri", "test:///default", "--feed.socket", socket]) { agent in
            _ = try await agent.pageWhenUp()
            #expect(try await Self.figures(agent).isEmpty)
            let subagent = try master.subagent(
                [
                    "--source", "feed", "--feed.socket", socket, "--libvirt.uri", "test:///default",
                    "--sample.interval",
                    "1s",
                ])
            defer { subagent.end() }
            // it is there before its master
            try await Self.wait(for: "a subagent without a master", agent) {
                $0 == [
                    "connected": 0, "sessions_total": 0, "requests_total": 0, "notifications_total": 0,
                    "notifications_dropped_total": 0,
                ]
            }
            var snmpd = try await master.start()
            try await master.answers(of: subagent)
            try await Self.wait(for: "its session, and requests", agent) {
                $0["connected"] == 1 && $0["sessions_total"] == 1 && $0["requests_total"] ?? 0 > 0
            }
            let before = try await Self.figures(agent)["requests_total"] ?? 0
            let cells = try await master.walk(GuestTests.SNMPTests.vm, repetitions: nil).count
            try await Self.wait(for: "a request of each of \(cells) cells", agent) {
                $0["requests_total"] ?? 0 >= before + Double(cells)
            }
            snmpd.end()
            try await Self.wait(for: "the loss of the session", agent) { $0["connected"] == 0 }
            snmpd = try await master.start()
            try await Self.wait(for: "another session", agent) { $0["connected"] == 1 && $0["sessions_total"] == 2 }
            // who is gone is not told of
            subagent.end()
            try await Self.wait(for: "its end", agent) { $0.isEmpty }
            snmpd.end()
        }
    }
}
