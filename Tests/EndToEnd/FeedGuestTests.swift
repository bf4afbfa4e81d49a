import Exposition
import Feed
import Foundation
import RealGuests
import Snapshot
import Testing

extension GuestTests {
    /// The feed of real guests.
    @Suite("Feed of real guests", .timeLimit(.minutes(5))) struct FeedGuestTests {
        private func offering(_ body: (Agent, Lab, String) async throws -> Void) async throws {
            let (lab, path) = (try Lab.shared, FeedTests.path())
            try await Agent.with(["--libvirt.uri", lab.uri, "--feed.socket", path, "--sample.interval", "1s"]) {
                agent in
                _ = try await agent.pageWhenUp()
                try await body(agent, lab, path)
            }
        }

        private func plugin(_ name: String, _ arguments: [String], _ uri: String) async throws -> String {
            let output = try await Program.run(
                Program.plugin, ["munin", "--plugin", name, "--libvirt.uri", uri] + arguments,
                environment: ["MUNIN_CAP_MULTIGRAPH": "1"])
            #expect(output.status == 0 && output.err.isEmpty, "\(output.err)")
            return output.out
        }

        /// Hostile names, absent values and all: what the plugins tell does not depend on where it comes from.
        @Test(arguments: ["libvirt", "libvirt-mem", "libvirt-blkstat", "libvirt_disk_rich", "libvirt_state_off0000"])
        func pluginsTellTheSameByTheFeed(name: String) async throws {
            try await offering { _, lab, path in
                let feed = ["--source", "feed", "--feed.socket", path]
                let libvirt = ["--source", "libvirt"]
                let config = try await plugin(name, feed + ["config"], lab.uri)
                #expect(try await config == plugin(name, libvirt + ["config"], lab.uri))
                // counters go on meanwhile, but the same are there, and the same are unknown
                func known(_ text: String) -> [Substring] {
                    text.split(separator: "\n").map { line in
                        guard let end = line.firstRange(of: ".value ")?.upperBound else { return line }
                        return line[end...] == "U" ? line : line[..<end]
                    }
                }
                let told = known(try await plugin(name, feed, lab.uri))
                #expect(try await told == known(plugin(name, libvirt, lab.uri)))
            }
        }

        @Test func manyReadersShareTheDaemonsSample() async throws {
            try await offering { agent, _, path in
                let samples = try await FeedTests().blocking {
                    // some never take their answer
                    let deaf = try (0..<10).map { _ in try FeedClient(path: path) }
                    defer { withExtendedLifetime(deaf) {} }
                    let subscriptions = (0..<200).map { _ in FeedSubscription(path: path) }
                    return try (0..<3).map { _ in
                        try subscriptions.map { try $0.next(within: .seconds(20)).snapshot.generation }
                    }
                }
                #expect(samples.map(\.count) == [200, 200, 200])
                let last = try #require(samples.last?.max())
                let taken = try #require(try await agent.page().value("virtpulse_samples_total"))
                #expect(taken <= Double(last) + 3)
            }
        }

        @Test func eventsOfGuestsAreToldAtOnce() async throws {
            try await offering { _, lab, path in
                let client = try FeedClient(path: path)
                let start = try await FeedTests().blocking { try client.events(after: .max).cursor }
                async let told = FeedTests().blocking {
                    try client.events(after: start, within: .seconds(20), waits: true)
                }
                try await Task.sleep(for: .milliseconds(300))
                _ = try await lab.virsh("suspend", "vm0000")
                let batch = try await told
                _ = try await lab.virsh("resume", "vm0000")
                let event = try #require(batch.events.first)
                #expect(event.domain == "vm0000" && event.kind == "suspended" && batch.missed == 0, "\(batch.events)")
            }
        }

        /// munin's node by the feed alone, while the daemon is stopped and started again between fetches.
        @Test func muninGoesOnAfterTheDaemonWasAway() async throws {
            let (lab, path) = (try Lab.shared, FeedTests.path())
            func agent() async throws -> Agent {
                let agent = try await Agent([
                    "--libvirt.uri", lab.uri, "--feed.socket", path, "--sample.interval", "1s",
                ])
                _ = try await agent.pageWhenUp()
                return agent
            }
            let first = try await agent()
            defer { first.kill() }
            let node = try await MuninNode(
                plugins: ["libvirt", "libvirt_balloon_vm0000"],
                // the daemon's group may read
                settings: ["group root", "env.uri \(lab.uri)", "env.feed_socket \(path)", "env.source feed"])
            defer { node.stop() }
            _ = try await node.update()
            let files = try node.files()
            #expect(files.count > 100 && files.contains("libvirt_cpu-vm0000_time-d"))
            #expect(try await node.last("libvirt_balloon_vm0000-current-g") == 8_388_608)
            #expect(try await first.terminate() == 0)
            // nobody to tell of the host: the node says so, and forgets no plugin
            let gap = try await node.ask("cap multigraph", "fetch libvirt_balloon_vm0000")
            #expect(gap.contains("current.value U"), "\(gap)")
            #expect(node.log.contains(path))
            let second = try await agent()
            defer { second.kill() }
            try await Task.sleep(for: .milliseconds(1100))
            _ = try await node.update()
            #expect(try node.files() == files)
            #expect(try await node.last("libvirt_balloon_vm0000-current-g") == 8_388_608)
        }
    }
}
