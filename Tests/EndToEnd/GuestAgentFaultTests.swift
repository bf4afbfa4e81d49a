import Foundation
import RealGuests
import Testing

extension GuestAgentTests {
    /// Agents, guests and a libvirt that do not answer.
    @Suite("faults", .serialized) struct Faults {
        /// What a check says until it says this state.
        private func eventually(_ mode: String, _ arguments: String..., is status: Int32) async throws -> CheckRun {
            try await RealGuests.eventually("\(mode) is \(status)") {
                let run = try await CheckRun(mode, ["--allow-read-write"] + arguments, Lab.shared)
                return run.status == status ? run : nil
            }
        }

        /// Nothing in the guest has the channel open.
        @Test func anAgentThatEnded() async throws {
            let lab = try Lab.shared
            try await lab.tell(GuestAgentTests.guest, "touch /run/no-agent; killall qemu-ga")
            let gone = try await eventually("agent", is: 1)
            #expect(gone.first == "LIBVIRT WARNING: 1/1 guest: agent0000 its agent is not connected", "\(gone)")
            #expect(gone.values == ["connected": 0, "disconnected": 1], "\(gone)")
            let pinged = try await GuestAgentTests.check("agent", "--ping", "-c", "disconnected=0")
            #expect(pinged.status == 2 && pinged.values["silent"] == 0, "\(pinged)")
            let systems = try await GuestAgentTests.check("guest-fs")
            #expect(systems.status == 3 && systems.values.isEmpty, "\(systems)")
            #expect(systems.details == ["UNKNOWN agent0000: its agent is not connected"], "\(systems)")
            // nobody whom that concerns
            #expect(try await GuestAgentTests.check("guest-fs", "-x", "agent*").status == 0)
            try await lab.tell(GuestAgentTests.guest, "rm /run/no-agent")
            _ = try await eventually("agent", "--ping", is: 0)
        }

        /// It has the channel open, and answered once, so that libvirt waits for it for as long as it takes.
        @Test func anAgentThatHangs() async throws {
            let lab = try Lab.shared
            try await lab.add("agent0001", "--agent")
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            try await lab.tell(GuestAgentTests.guest, "killall -STOP qemu-ga")
            // libvirt cannot know
            #expect(try await lab.check("agent").status == 0)
            for _ in 0..<2 {
                let run = try await GuestAgentTests.check("agent", "--ping", "-t", "3:unknown")
                #expect(run.status == 1, "\(run)")
                #expect(run.first == "LIBVIRT WARNING: 1/2 guests: agent0000 its agent does not answer", "\(run)")
                #expect(run.values == ["connected": 1, "disconnected": 0, "silent": 1], "\(run)")
            }
            let systems = try await GuestAgentTests.check("guest-fs", "-t", "3:critical")
            #expect(systems.status == 3, "\(systems)")
            #expect(systems.details == ["UNKNOWN agent0000: its agent does not answer"], "\(systems)")
            #expect(systems.values.keys.sorted() == ["agent0001_/vda_used"], "\(systems)")
            try await lab.virsh("destroy", "agent0001")
            // nobody else waits for it
            #expect(try await lab.check("state").status == 0)
            try await lab.tell(GuestAgentTests.guest, "killall -CONT qemu-ga")
            _ = try await eventually("agent", "--ping", is: 0)
            _ = try await RealGuests.eventually("an end of the calls that were given up") {
                try await workers.held() == 0 ? true : nil
            }
        }

        /// A limit of the operator's, by which libvirt gives up itself.
        @Test func anAgentThatHasALimit() async throws {
            let lab = try Lab.shared
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            try await lab.virsh("guest-agent-timeout", GuestAgentTests.guest, "--timeout", "1")
            try await lab.tell(GuestAgentTests.guest, "killall -STOP qemu-ga")
            let run = try await GuestAgentTests.check("agent", "--ping")
            #expect(run.status == 1 && run.values["silent"] == 1, "\(run)")
            #expect(try await GuestAgentTests.check("guest-fs").status == 3)
            #expect(try await workers.held() == 0)
            try await lab.tell(GuestAgentTests.guest, "killall -CONT qemu-ga")
            try await lab.virsh("guest-agent-timeout", GuestAgentTests.guest, "--timeout", "-2")
            _ = try await eventually("agent", "--ping", is: 0)
        }

        @Test func aGuestThatIsPausedOrStuck() async throws {
            let lab = try Lab.shared
            try await lab.virsh("suspend", GuestAgentTests.guest)
            for (mode, options) in [("agent", ["--ping"]), ("guest-fs", [])] {
                let run = try await CheckRun(mode, options + ["--allow-read-write", "-v"], lab)
                let said = mode == "agent" ? "OK agent0000: is paused" : "agent0000 is paused"
                #expect(run.status == 0 && run.details == [said], "\(run)")
            }
            try await lab.virsh("resume", GuestAgentTests.guest)
            let pid = try await lab.pid(of: GuestAgentTests.guest)
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            let stuck = try await GuestAgentTests.check("agent", "--ping", "-t", "3:critical")
            #expect(stuck.status == 1 && stuck.values["silent"] == 1, "\(stuck)")
            #expect(stuck.details == ["WARNING agent0000: its agent does not answer"], "\(stuck)")
            kill(pid, SIGCONT)
            _ = try await eventually("agent", "--ping", is: 0)
        }

        @Test func aDaemonThatIsStopped() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid()
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            for (mode, options, limit, status) in [
                ("agent", [], "2:unknown", Int32(3)), ("agent", ["--ping"], "2:unknown", 3), ("guest-fs", [], "2", 2),
            ] {
                let run = try await CheckRun(mode, options + ["--allow-read-write", "-t", limit], lab)
                #expect(run.status == status && run.first.contains("libvirt gave no answer in "), "\(run)")
            }
        }
    }
}
