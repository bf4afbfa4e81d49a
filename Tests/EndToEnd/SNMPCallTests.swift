import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// What SNMP costs libvirt: samples, and nothing for requests, however many there are.
    @Suite("SNMP and calls to libvirt", .timeLimit(.minutes(2))) struct SNMPCallTests {
        /// Everything that is served, by both ways of walking.
        private static func walk(_ master: SNMPMaster) async throws {
            for root in [SNMPTests.vm, SNMPTests.libvirt, SNMPTests.virtpulse] {
                let cells = try await master.walk(root)
                #expect(cells.count > 20, "\(root)")
                #expect(try await master.walk(root, repetitions: nil).map(\.oid) == cells.map(\.oid))
            }
        }

        @Test func aWalkCallsNobody() async throws {
            let lab = try Lab.shared
            let calls = try await DaemonCalls(lab)
            let arguments = ["--libvirt.uri", lab.uri, "--sample.interval", "1h", "--sample.max-age", "2h"]
            try await SNMPMaster.with(["--source", "libvirt"] + arguments) { master, _ in
                let before = try await calls.quiet()
                #expect(before.count > 10, "a sample is counted")
                try await Self.walk(master)
                #expect(calls.procedures == before)
                try await lab.virsh("list")
                #expect(calls.procedures.count > before.count, "who calls is counted")
            }
            try await calls.stop()
        }

        @Test func byTheFeedNobodyCallsButTheDaemon() async throws {
            let lab = try Lab.shared
            let calls = try await DaemonCalls(lab)
            let socket = "\(lab.folder)/snmp-feed.sock"
            let options = ["--libvirt.uri", lab.uri, "--feed.socket", socket, "--sample.interval", "1h"]
            try await Agent.with(options) { agent in
                _ = try await agent.pageWhenUp()
                let before = try await calls.quiet()
                #expect(before.count > 10)
                let feed = ["--source", "feed", "--feed.socket", socket, "--sample.interval", "1s"]
                try await SNMPMaster.with(feed) { master, subagent in
                    #expect(try await master.get("\(SNMPTests.virtpulse).1.1.9.0") == "1")
                    try await Self.walk(master)
                    #expect(calls.procedures == before)
                    #expect(ProcessFigures(id: subagent.id).callThreads == 0)
                    // a page of the daemon is of a sample of now
                    _ = try await agent.page()
                    #expect(calls.procedures.count > before.count)
                }
            }
            try await calls.stop()
        }
    }
}
