import Foundation
import RealGuests
import Testing

/// The program for collectd while the daemon and libvirt come and go; pieces of ``LongWaitTests``.
struct CollectdSourceTests {
    static let guest = "vm0000"

    /// The program, with what it wrote so far.
    final class Reader: Sendable {
        private let child: ChildProcess

        init(_ lab: Lab, feed: String, _ options: [String] = [], uri: String? = nil) throws {
            child = try ChildProcess(
                Program.plugin, ["collectd", "--libvirt.uri", uri ?? lab.uri, "--feed.socket", feed] + options,
                environment: ["COLLECTD_INTERVAL": "1", "COLLECTD_HOSTNAME": "node1"])
        }

        func end() { child.end() }

        private var lines: [Substring] { child.text(child.output).split(separator: "\n") }

        var errors: [String] { child.text(child.errors).split(separator: "\n").map(String.init) }

        /// The states that were notified of, in the order in which they were.
        var notices: [String] {
            lines.filter { $0.hasPrefix("PUTNOTIF") }.compactMap { $0.firstMatch(of: /Reason: ([^"]*)/) }.map {
                String($0.1)
            }
        }

        /// When each identifier has values.
        var times: [Substring: [Double]] {
            var times: [Substring: [Double]] = [:]
            for line in lines {
                guard let match = line.firstMatch(of: /^PUTVAL "([^"]*)" interval=\S+ ([0-9.]+):/) else { continue }
                times[match.1, default: []].append(Double(match.2) ?? .nan)
            }
            return times
        }

        /// Waits until something is complained of.
        func complains(_ words: String, within limit: Duration = .seconds(60)) async throws {
            _ = try await eventually(within: limit, "'\(words)'; \(errors)") {
                errors.contains { $0.contains(words) } ? true : nil
            }
        }

        /// Waits for values of so many further intervals.
        func more(_ count: Int = 2) async throws {
            func told() -> Int { times["\(CollectdSourceTests.guest)/virt/virt_cpu_total"]?.count ?? 0 }
            let before = told()
            _ = try await eventually(within: .seconds(30), "more values; \(errors)") {
                told() >= before + count ? true : nil
            }
        }

        /// Waits until it asks libvirt for samples itself, or does not.
        func asksItself(_ asks: Bool) async throws {
            // one connection hears events
            _ = try await eventually(within: .seconds(60), "another source; \(errors)") {
                (ProcessFigures(id: child.id).callThreads > 1) == asks ? true : nil
            }
        }
    }

    func agent(_ lab: Lab, _ path: String, uri: String? = nil) async throws -> Agent {
        try await Agent(["--libvirt.uri", uri ?? lab.uri, "--feed.socket", path, "--sample.interval", "700ms"])
    }

    /// Suspends and resumes the guest until it is told to stop, and returns how often.
    private func toggle(_ lab: Lab, until isOver: Flag) async throws -> Int {
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        var count = 0
        while !isOver.isRaised {
            try await virsh.run(["suspend \(Self.guest)", "resume \(Self.guest)"])
            count += 1
        }
        #expect(virsh.errors == [])
        return count
    }

    /// Whatever samples come from, each event is notified of once.
    func eventsWhileTheDaemonComesAndGoes() async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        var agent = try await agent(lab, path)
        defer { agent.kill() }
        let reader = try Reader(lab, feed: path)
        defer { reader.end() }
        try await reader.more()
        let isOver = Flag()
        async let toggles = toggle(lab, until: isOver)
        do {
            defer { isOver.raise() }
            for round in 0..<2 {
                try await reader.asksItself(false)
                try await reader.more()
                if round == 1 { _ = try await agent.terminate() } else { agent.kill() }
                try await reader.asksItself(true)
                try await reader.more()
                agent = try await self.agent(lab, path)
            }
            try await reader.asksItself(false)
            try await reader.more()
        }
        let count = try await toggles
        let wanted = Array(repeating: ["paused on user request", "returned from paused state"], count: count)
            .flatMap(\.self)
        _ = try await eventually("the last notification") { reader.notices.count >= wanted.count ? true : nil }
        // and none that comes late
        try await reader.more()
        #expect(reader.notices == wanted)
        for (name, times) in reader.times {
            for (earlier, later) in zip(times, times.dropFirst()) {
                #expect(later - earlier >= 0.45, "\(name) at \(earlier) and \(later)")
            }
        }
        let known = ["libvirt is asked itself", "the daemon's samples are taken again"]
        #expect(reader.errors.filter { line in !known.contains { line.hasSuffix($0) } } == [])
        #expect(reader.errors.count == 2, "\(reader.errors)")
    }

    /// What happened while libvirt was away nobody can tell, but that something may have is said.
    func eventsAfterLibvirtWasAway(hasDaemon: Bool) async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        let agent = hasDaemon ? try await agent(lab, path) : nil
        defer { agent?.kill() }
        let reader = try Reader(lab, feed: path)
        defer { reader.end() }
        try await reader.more()
        for losses in 1...2 {
            try await lab.run("stop")
            try await lab.run("start")
            _ = try await eventually(within: .seconds(60), "the loss; \(reader.errors)") {
                reader.errors.count { $0.contains("was lost and is back") } == losses ? true : nil
            }
            let before = reader.notices.count
            try await lab.virsh("suspend", Self.guest)
            try await lab.virsh("resume", Self.guest)
            _ = try await eventually("notifications; \(reader.errors)") {
                reader.notices.count == before + 2 ? true : nil
            }
            try await reader.more()
        }
        #expect(!reader.errors.contains { $0.contains("--source feed") }, "\(reader.errors)")
    }

    /// Values of the daemon, but events of nobody.
    func aUserWhomLibvirtRefuses() async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        let agent = try await agent(lab, path)
        defer { agent.kill() }
        _ = try await agent.pageWhenUp()
        let socket = String(try #require(lab.uri.firstMatch(of: /socket=(.*)$/)).1)
        #expect(chmod(socket, 0o600) == 0)
        defer { chmod(socket, 0o777) }
        let collectd = try Collectd(
            Collectd.exec(["--libvirt.uri", lab.uri, "--feed.socket", path], user: "nobody:root"))
        defer { collectd.stop() }
        _ = try await eventually(within: .seconds(30), "a complaint") {
            collectd.log.contains("--source feed takes the daemon's events") ? true : nil
        }
        let before = try collectd.series("vm0000/virt/virt_cpu_total")?.rows.count ?? 0
        try await collectd.rows(before + 2, of: "vm0000/virt/virt_cpu_total")
        #expect(collectd.log.split(separator: "\n").count { $0.contains("exec_read_one") } == 1, "\(collectd.log)")
    }
}
