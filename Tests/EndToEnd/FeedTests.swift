import Exposition
import Feed
import Foundation
import RealGuests
import Snapshot
import Testing

/// The feed of a running agent, as other programs of the machine read it.
@Suite("Feed") struct FeedTests {
    /// A path that no other test has.
    static func path() -> String {
        FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
    }

    /// Runs `body` with an agent of the test driver that offers a feed, and its socket.
    private func offering(
        _ arguments: String..., body: (Agent, String) async throws -> Void
    ) async throws {
        let path = Self.path()
        try await Agent.with(["--libvirt.uri", "test:///default", "--feed.socket", path] + arguments) { agent in
            _ = try await agent.pageWhenUp()
            try await body(agent, path)
        }
    }

    private func sample(_ path: String, _ arguments: String...) async throws -> Program.Output {
        try await Program.run(
            Program.virtpulse, ["sample", "--source", "feed", "--feed.socket", path] + arguments,
            environment: ["LIBVIRT_DEFAULT_URI": "test:///default"])
    }

    @Test func aSampleIsTheDaemons() async throws {
        try await offering("--sample.interval", "500ms") { agent, path in
            let json = try await sample(path, "--format", "json")
            #expect(json.status == 0 && json.err.isEmpty && json.out.contains(#""name" : "test""#), "\(json)")
            // two samples of the daemon's
            let table = try await sample(path)
            #expect(table.status == 0 && table.out.contains("\ntest   running"), "\(table)")
            let text = try await sample(path, "--format", "prometheus", "--domain", "test")
            let page = try await agent.get("/metrics")
            func families(_ text: String) -> Set<Substring> {
                Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE libvirt_") })
            }
            #expect(families(text.out) == families(page) && !families(page).isEmpty)
            // the reader asks libvirt for nothing
            #expect(!text.out.contains("virtpulse_libvirt_call_duration_seconds_count"))
            let nobody = try await sample(path, "--domain", "nobody")
            #expect(nobody.status == 1 && nobody.err.contains("no guest is called"))
            let excluded = try await sample(path, "--format", "json", "--domain.exclude", "te")
            #expect(excluded.out.contains(#""domains" : ["#) && !excluded.out.contains(#""name" : "test""#))
        }
    }

    @Test func anotherHostIsNotTakenForThisOne() async throws {
        try await offering { _, path in
            let other = try await sample(path, "--libvirt.uri", "test:///nowhere")
            #expect(other.status == 1 && other.err.contains("samples test:///default, not test:///nowhere"), "\(other)")
            let plugin = ["munin", "--plugin", "libvirt_state", "--feed.socket", path]
            let named = try await Program.run(
                Program.plugin, plugin + ["--source", "feed", "--libvirt.uri", "qemu:///system"])
            #expect(named.status == 1 && named.out.isEmpty && named.err.contains("not qemu:///system"), "\(named)")
            // nobody says which host: that of the daemon
            let unnamed = try await Program.run(
                Program.plugin, plugin + ["--source", "feed"], environment: ["LIBVIRT_DEFAULT_URI": ""])
            #expect(unnamed.status == 0 && unnamed.out.contains("running.value 1\n"), "\(unnamed)")
        }
    }

    @Test func withoutADaemonLibvirtIsAsked() async throws {
        let absent = Self.path()
        let plugin = [
            "munin", "--plugin", "libvirt_state", "--feed.socket", absent, "--libvirt.uri", "test:///default",
        ]
        let auto = try await Program.run(Program.plugin, plugin)
        #expect(auto.status == 0 && auto.err.isEmpty && auto.out.contains("running.value 1\n"), "\(auto)")
        let sampled = try await Program.run(
            Program.virtpulse,
            [
                "sample", "--source", "auto", "--feed.socket", absent, "--libvirt.uri", "test:///default", "--format",
                "json",
            ])
        #expect(sampled.status == 0 && sampled.err.isEmpty && sampled.out.contains(#""name" : "test""#))
        let feed = try await Program.run(Program.plugin, plugin + ["--source", "feed"])
        #expect(feed.status == 0 && !feed.out.contains("running.value 1") && feed.err.contains(absent), "\(feed)")
        #expect(feed.err.split(separator: "\n").count == 1 && feed.err.contains("virtpulse serve"))
    }

    @Test func aDaemonThatHangsHoldsUpNobody() async throws {
        try await offering { agent, path in
            agent.signal(SIGSTOP)
            defer { agent.signal(SIGCONT) }
            let plugin = [
                "munin", "--plugin", "libvirt_state", "--feed.socket", path, "--libvirt.uri", "test:///default",
                "--sample.deadline", "1s",
            ]
            let auto = try await Program.run(Program.plugin, plugin, limit: .seconds(10))
            #expect(auto.status == 0 && auto.out.contains("running.value 1\n"), "\(auto)")
            #expect(auto.err.contains(path) && auto.err.contains("libvirt is asked itself"), "\(auto.err)")
            let feed = try await Program.run(Program.plugin, plugin + ["--source", "feed"], limit: .seconds(10))
            #expect(feed.status == 0 && feed.err.contains("did not answer"), "\(feed)")
        }
    }

    @Test func collectorsThatTheDaemonLeavesOutAreNamed() async throws {
        try await offering("--no-collector.block") { _, path in
            let disk = try await Program.run(
                Program.plugin, ["munin", "--plugin", "libvirt_disk", "--feed.socket", path, "--source", "feed"])
            #expect(disk.status == 0 && disk.err.contains("leaves out what is needed here: block"), "\(disk)")
        }
    }

    @Test func readersOutliveTheDaemon() async throws {
        let path = Self.path()
        let subscription = FeedSubscription(path: path)
        var runs: Set<UInt64> = []
        for signal in [SIGKILL, SIGTERM] {
            let agent = try await Agent([
                "--libvirt.uri", "test:///default", "--feed.socket", path, "--sample.interval", "200ms",
            ])
            defer { agent.kill() }
            for _ in 0..<3 {
                let sample = try await blocking { try subscription.next(within: .seconds(20)) }
                runs.insert(sample.run)
                #expect(sample.snapshot.domains.map(\.identity.name) == ["test"])
            }
            agent.signal(signal)
            _ = try await eventually("the agent's end") { agent.hasEnded ? true : nil }
            // one that was killed leaves its socket behind, and the next one takes its place
            #expect(FileManager.default.fileExists(atPath: path) == (signal == SIGKILL))
        }
        #expect(runs.count == 2)
    }

    /// Moments of two runs have nothing to do with each other, and so no rates lie between their samples.
    @Test func ratesAreOfOneRun() async throws {
        let path = Self.path()
        let options = ["--libvirt.uri", "test:///default", "--feed.socket", path, "--sample.interval", "3s"]
        let first = try await Agent(options)
        defer { first.kill() }
        async let table = Program.run(
            Program.virtpulse, ["sample", "--source", "feed", "--feed.socket", path], limit: .seconds(40))
        // it has the first sample and waits for the next
        try await Task.sleep(for: .seconds(1))
        first.signal(SIGKILL)
        _ = try await eventually("the agent's end") { first.hasEnded ? true : nil }
        let second = try await Agent(options)
        defer { second.kill() }
        let output = try await table
        // the driver counts with the time of day: 50,000 bytes a second are read
        #expect(output.out.contains(#/\ntest .* 48\.[6-9]K /#), "\(output)")
    }

    @Test func whoWaitsForADaemonThatGoesAsksLibvirt() async throws {
        let path = Self.path()
        let agent = try await Agent([
            "--libvirt.uri", "test:///default", "--feed.socket", path, "--sample.interval", "60s",
        ])
        defer { agent.kill() }
        async let table = Program.run(
            Program.virtpulse,
            ["sample", "--source", "auto", "--feed.socket", path, "--libvirt.uri", "test:///default"],
            limit: .seconds(40))
        try await Task.sleep(for: .seconds(1))
        agent.signal(SIGKILL)
        let output = try await table
        #expect(output.status == 0 && output.out.contains("\ntest   running"), "\(output)")
        #expect(output.err.contains("every 1m") && output.err.contains("libvirt is asked itself"), "\(output.err)")
    }

    @Test func aPathThatIsTakenIsNotTakenAway() async throws {
        try await offering { _, path in
            // taken already, and not asked for
            let other = try await Program.run(
                Program.virtpulse,
                [
                    "serve", "--libvirt.uri", "test:///default", "--web.listen-address", "127.0.0.1:0", "--feed.socket",
                    path,
                ])
            #expect(other.status == 1 && other.err.contains("another agent has this path"), "\(other)")
        }
    }

    @Test func theUsualPathIsNeededByNobody() async throws {
        let agent = try await Agent(
            ["--libvirt.uri", "test:///default"],
            launcher: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"], hasUsualFeed: true)
        defer { agent.kill() }
        #expect(try await agent.pageWhenUp().value("virtpulse_feed_readers") == nil)
        #expect(agent.log.contains("without a feed for other programs: cannot listen on"), "\(agent.log)")
    }

    /// The kernel says who asks, whatever the mode of the file.
    @Test func onlyMembersOfTheSocketsGroupMayRead() async throws {
        try await offering("--sample.interval", "500ms") { agent, path in
            #expect(chmod(path, 0o666) == 0)
            func asked(_ groups: [String]) async throws -> Program.Output {
                try await Program.run(
                    "/usr/bin/env",
                    ["setpriv", "--reuid", "65534", "--regid", "65534"] + groups
                        + [Program.virtpulse, "sample", "--source", "feed", "--feed.socket", path],
                    environment: ["LIBVIRT_DEFAULT_URI": "test:///default"])
            }
            let stranger = try await asked(["--clear-groups"])
            #expect(stranger.status == 1 && stranger.err.contains("member of the group"), "\(stranger)")
            #expect(chown(path, 0, 12_345) == 0)
            let member = try await asked(["--groups", "3,12345,20000"])
            #expect(member.status == 0 && member.out.contains("\ntest   running"), "\(member)")
            let other = try await asked(["--groups", "3,20000"])
            #expect(other.status == 1, "\(other)")
            let page = try await agent.page()
            #expect(page.value("virtpulse_feed_readers_refused_total") == 2)
            #expect((page.value("virtpulse_feed_answers_total") ?? 0) >= 2)
        }
    }

    @Test(arguments: [
        (["serve", "--feed.socket", ""], "--feed.socket"),
        (["serve", "--no-feed", "--feed.socket", "/x"], "--no-feed"),
        (["serve", "--feed.socket", "/nonexistent/feed.sock", "--web.listen-address", "127.0.0.1:0"], "folder"),
        (["check-config", "--feed.socket", "/nonexistent/feed.sock"], "folder does not exist"),
        (["check-config", "--feed.socket", "/etc/passwd/feed.sock"], "but a file"),
        (["check-config", "--feed.socket", "/etc/passwd"], "no socket"),
        (["check-config", "--feed.socket", "/proc/self/exe"], "symbolic link"),
        (["check-config", "--feed.socket", "/" + String(repeating: "x", count: 200)], "107 bytes"),
        (["sample", "--source", "tap"], "tap"), (["sample", "--feed.socket", ""], "--feed.socket"),
    ])
    func mistakesAreNamed(arguments: [String], named: String) async throws {
        let output = try await Program.run(Program.virtpulse, arguments)
        #expect(output.status == 2 && output.out.isEmpty && output.err.contains(named), "\(output)")
        #expect(output.err.split(separator: "\n").filter { !$0.contains("level=") }.count == 1, "\(output.err)")
    }

    /// A client blocks its thread, which must not be one of the tests'.
    func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
