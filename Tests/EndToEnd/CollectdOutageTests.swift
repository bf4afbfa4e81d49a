import Foundation
import RealGuests
import Testing

extension CollectdSourceTests {
    /// Suspends and resumes the guest, of which both are notified.
    private func change(_ lab: Lab, _ reader: Reader) async throws {
        let before = reader.notices.count
        try await lab.virsh("suspend", Self.guest)
        try await lab.virsh("resume", Self.guest)
        _ = try await eventually("notifications; \(reader.errors)") {
            reader.notices.count == before + 2 ? true : nil
        }
    }

    /// Whoever listens to the daemon alone is told when libvirt, or the daemon, was away, and hears both again.
    func outagesByTheFeedAlone() async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        let reader = try Reader(lab, feed: path, ["--source", "feed"])
        defer { reader.end() }
        // there is no daemon yet
        try await reader.complains("no daemon offers its samples at \(path)")
        var agent = try await agent(lab, path)
        defer { agent.kill() }
        try await reader.more()
        try await change(lab, reader)

        try await lab.run("stop")
        // of which the daemon's samples tell
        _ = try await eventually("a complaint; \(reader.errors)") { reader.errors.count > 1 ? true : nil }
        try await lab.run("start")
        try await reader.complains("libvirt answers the daemon again after ")
        #expect(reader.errors.contains { $0.hasSuffix("; what happened meanwhile is not notified") })
        try await reader.more()
        try await change(lab, reader)

        agent.kill()
        agent = try await self.agent(lab, path)
        try await reader.complains("the connection for notifications was lost and is back after ")
        try await reader.more()
        try await change(lab, reader)
    }

    /// Values are the daemon's, but the connection for events hangs.
    func anEventConnectionThatHangs() async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        let socket = String(try #require(lab.uri.firstMatch(of: /socket=(.*)$/)).1)
        let way = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max)).sock"
        ).path
        let uri = lab.uri.replacingOccurrences(of: socket, with: way)
        #expect(symlink(socket, way) == 0)
        defer { unlink(way) }
        let agent = try await agent(lab, path, uri: uri)
        defer { agent.kill() }
        _ = try await agent.pageWhenUp()
        #expect(unlink(way) == 0)
        // who listens and never answers
        let silent = try ChildProcess(
            "python3",
            [
                "-c",
                "import socket, sys, time; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(50); time.sleep(600)",
                way,
            ])
        defer { silent.end() }
        _ = try await eventually("the socket") { access(way, F_OK) == 0 ? true : nil }
        let reader = try Reader(lab, feed: path, uri: uri)
        defer { reader.end() }
        try await reader.complains("libvirt does not answer; nothing is notified until it can be listened to")
        try await reader.more()
        #expect(reader.errors.count == 1, "\(reader.errors)")

        #expect(unlink(way) == 0 && symlink(socket, way) == 0)
        silent.end()
        try await reader.complains("libvirt's events are heard now")
        try await change(lab, reader)
    }

    /// Whoever read that a guest does not answer reads that it does again.
    func aGuestThatAnswersAgain() async throws {
        let lab = try Lab.shared
        let reader = try Reader(lab, feed: FeedTests.path(), ["--source", "libvirt"])
        defer { reader.end() }
        try await reader.more()
        let pid = try await lab.pid(of: Self.guest)
        kill(pid, SIGSTOP)
        defer { kill(pid, SIGCONT) }
        try await reader.complains("does not answer")
        #expect(!reader.errors.contains { $0.contains("answers again") })
        kill(pid, SIGCONT)
        try await reader.complains("guest \"\(Self.guest)\" answers again")
        try await reader.more()
        #expect(reader.errors.count { $0.contains("answers again") } == 1, "\(reader.errors)")
    }

    /// A group that the user is a member of is of no use under collectd.
    func aFeedThatMayNotBeRead() async throws {
        let lab = try Lab.shared
        let path = FeedTests.path()
        let agent = try await agent(lab, path)
        defer { agent.kill() }
        _ = try await agent.pageWhenUp()
        let collectd = try Collectd(Collectd.exec(["--libvirt.uri", lab.uri, "--feed.socket", path]))
        defer { collectd.stop() }
        _ = try await eventually(within: .seconds(30), "a complaint") {
            collectd.log.contains("may not read \(path)") ? true : nil
        }
        #expect(collectd.log.contains("Exec \"USER:GROUP\" with the group"), "\(collectd.log)")
    }
}
