import Foundation
import RealGuests
import Testing

/// What asks the agents within guests, with one that answers.
@Suite(
    "guests' agents", .serialized,
    .lab(Lab.Guests(running: 1, busy: 0, paused: 0, inactive: 0, agents: 1, areOdd: false)), .enabled(if: Lab.isWanted),
    .timeLimit(.minutes(5)))
struct GuestAgentTests {
    static let guest = "agent0000"

    /// The lines of `virsh guestinfo --filesystem`, by their names.
    static func fileSystems(_ lab: Lab) async throws -> [String: String] {
        var fields: [String: String] = [:]
        for line in try await lab.virsh("guestinfo", guest, "--filesystem").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        return fields
    }

    /// Has the agent run a shell command, and waits for its end.
    static func exec(_ lab: Lab, _ command: String) async throws {
        func ask(_ name: String, _ arguments: [String: Any]) async throws -> [String: Any] {
            let json = try JSONSerialization.data(withJSONObject: ["execute": name, "arguments": arguments])
            let answer = try await lab.virsh("qemu-agent-command", guest, String(decoding: json, as: UTF8.self))
            let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
            return try #require(object?["return"] as? [String: Any])
        }
        let pid = try #require(
            try await ask("guest-exec", ["path": "/bin/sh", "arg": ["-c", command]])["pid"] as? Int)
        let status = try await eventually("the end of \(command)") {
            let status = try await ask("guest-exec-status", ["pid": pid])
            return status["exited"] as? Bool ?? false ? status["exitcode"] as? Int : nil
        }
        #expect(status == 0, "\(command)")
    }

    /// Checks that are let connect for writing.
    static func check(_ mode: String, _ arguments: String...) async throws -> CheckRun {
        try await CheckRun(mode, ["--allow-read-write"] + arguments, Lab.shared)
    }

    @Test func anAgentThatAnswers() async throws {
        let lab = try Lab.shared
        let plain = try await lab.check("agent", "-v")
        #expect(plain.status == 0 && plain.first == "LIBVIRT OK: 1 guest", "\(plain)")
        #expect(plain.values == ["connected": 1, "disconnected": 0] && plain.details == ["OK agent0000"], "\(plain)")
        let pinged = try await Self.check("agent", "--ping", "-c", "silent=0", "-c", "connected=1:")
        #expect(pinged.status == 0 && pinged.first == "LIBVIRT OK: 1 guest", "\(pinged)")
        #expect(pinged.values == ["connected": 1, "disconnected": 0, "silent": 0], "\(pinged)")
        let few = try await lab.check("agent", "-c", "connected=2:")
        #expect(few.status == 2 && few.first == "LIBVIRT CRITICAL: connected 1", "\(few)")
        try await lab.checkingByFeed { _, check in
            let told = try await check("agent", [])
            #expect(told.status == 0 && told.values["connected"] == 1, "\(told)")
        }
    }

    /// A connection that may not ask agents, and one that nobody allowed to.
    @Test(arguments: [("agent", ["--ping"]), ("guest-fs", [])])
    func withoutLeave(mode: String, options: [String]) async throws {
        let lab = try Lab.shared
        let refused = try await CheckRun(mode, options, lab)
        #expect(refused.status == 3 && refused.values.isEmpty && refused.details.count == 1, "\(refused)")
        #expect(refused.details.first?.contains("--allow-read-write") ?? false, "\(refused)")
        let denied = try await CheckRun(mode, options + ["--allow-read-write", "-u", lab.uri], lab)
        #expect(denied.status == 3, "\(denied)")
        #expect(denied.details.count == 1 && denied.details[0].contains("read only access"), "\(denied)")
        // told once, though two of its questions had no answer
        #expect(denied.first.contains("agent0000 operation forbidden"), "\(denied)")
        #expect(denied.values["connected"] ?? 0 == 0, "\(denied)")
    }

    @Test func fileSystems() async throws {
        let lab = try Lab.shared
        let run = try await Self.check("guest-fs", "-v")
        #expect(run.status == 1, "\(run)")
        #expect(run.first == "LIBVIRT WARNING: 1/2 file systems: agent0000 /vdb used 92%", "\(run)")
        #expect(run.details == ["WARNING agent0000 /vdb: used 92%", "OK agent0000 /vda"], "\(run)")
        let told = try await Self.fileSystems(lab)
        for number in 0..<2 {
            let place = try #require(told["fs.\(number).mountpoint"])
            let total = try #require(told["fs.\(number).total-bytes"].flatMap(Double.init))
            let used = try #require(told["fs.\(number).used-bytes"].flatMap(Double.init))
            let percent = try #require(run.values["agent0000_\(place)_used"])
            #expect(abs(percent - used / total * 100) < 0.001, "\(run)")
        }
        for (range, status) in [("95", Int32(0)), ("92:100", 1), ("@92:93", 1)] {
            #expect(try await Self.check("guest-fs", "-w", range).status == status, "\(range)")
        }
        let full = try await Self.check("guest-fs", "-w", "80", "-c", "91%")
        #expect(full.status == 2 && full.first.hasSuffix("1/2 file systems: agent0000 /vdb used 92%"), "\(full)")
        #expect(full.fields["agent0000_/vdb_used"]?.hasSuffix("%;80;91;0;100") ?? false, "\(full)")
        // what fills up in between, until there is no room
        try await Self.exec(lab, "dd if=/dev/zero of=/vda/file bs=1M count=15; sync; true")
        let filled = try await Self.check("guest-fs")
        #expect(filled.status == 2 && filled.details.first == "CRITICAL agent0000 /vda: used 100%", "\(filled)")
        #expect(filled.values["agent0000_/vda_used"] ?? 0 > 99.9, "\(filled)")
        try await Self.exec(lab, "rm /vda/file; sync")
        #expect(try await Self.check("guest-fs", "-w", "95").status == 0)
        // nothing of another guest, which has no agent
        let other = try await Self.check("guest-fs", "-d", "vm0000")
        #expect(other.status == 3 && other.details == ["UNKNOWN vm0000: has no channel for an agent"], "\(other)")
        let none = try await Self.check("guest-fs", "-d", "vm*")
        #expect(none.status == 0 && none.first == "LIBVIRT OK: 0 file systems", "\(none)")
        #expect(try await Self.check("agent", "--ping", "-d", "vm0000").values["connected"] == 0)
    }

    /// The same by what stands in the metadata, for what is asked besides samples too.
    @Test func guestsByMetadata() async throws {
        let path = "/domain/metadata/nova:instance/nova:owner/nova:user/text()"
        for (user, guests, systems) in [("alice", "1 guest", "2 file systems"), ("bob", "0 guests", "0 file systems")] {
            let agents = try await Self.check("agent", "--ping", "--metadata", "\(path)=\(user)")
            #expect(agents.status == 0 && agents.first == "LIBVIRT OK: \(guests)", "\(agents)")
            let full = try await Self.check("guest-fs", "-w", "95", "--metadata", "\(path)=\(user)")
            #expect(full.status == 0 && full.first == "LIBVIRT OK: \(systems)", "\(full)")
        }
    }

    /// Of the guest's own driver, which no other guest of the lab has.
    @Test func memory() async throws {
        let lab = try Lab.shared
        let run = try await lab.check("memory", "-d", Self.guest)
        #expect(run.status == 0 && run.first == "LIBVIRT OK: 1 guest", "\(run)")
        let stats = try #require(try await lab.domstats("--balloon")[Self.guest])
        func number(_ field: String) throws -> Double {
            try #require(stats["balloon.\(field)"].flatMap(Double.init))
        }
        let used = try #require(run.values["agent0000_used"])
        let expected = 100 * (1 - (try number("usable")) / (try number("available")))
        // it goes on in between
        #expect(abs(used - expected) < 5, "\(run)")
        #expect(try await lab.check("memory", "-c", "used=1", "-d", Self.guest).status == 2)
    }

    /// On the daemon's page, as virsh has it.
    @Test func memoryOnThePage() async throws {
        let lab = try Lab.shared
        try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
            _ = try await agent.pageWhenUp()
            func told() async throws -> [String: String] {
                let fields = try #require(try await lab.domstats("--balloon")[Self.guest])
                // QEMU's own size changes all the time
                return fields.filter { $0.key.hasPrefix("balloon.") && $0.key != "balloon.rss" }
            }
            let (page, fields) = try await eventually("a page between two equal readings") {
                let before = try await told()
                // a page may hold a sample that is up to a second old
                try await Task.sleep(for: .milliseconds(1100))
                let page = try await agent.page()
                let after = try await told()
                return before == after ? (page, before) : nil
            }
            for name in ["unused", "available", "usable", "disk_caches", "major_fault", "minor_fault", "swap_in"] {
                #expect(fields["balloon.\(name)"] != nil, "\(fields)")
            }
            let written = page.statistics(of: Self.guest)
            for (key, value) in ExpectedSeries(domain: Self.guest, fields: fields).values {
                #expect(abs((written[key] ?? -1) - value) <= value * 1e-12, "\(key)")
            }
        }
    }
}
