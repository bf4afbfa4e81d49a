import Foundation
import RealGuests
import Testing

/// What the check says of real guests, one mode after another, on one lab.
@Suite(
    "check modes", .serialized, .lab(Lab.Guests(running: 2, busy: 1, paused: 0, inactive: 1, areOdd: false)),
    .enabled(if: Lab.isWanted), .timeLimit(.minutes(5)))
struct CheckModeTests {
    /// What is the matter with guests, changed by hand.
    @Suite("states", .serialized) struct States {
        @Test func aGuestThatIsPaused() async throws {
            let lab = try Lab.shared
            let well = try await lab.check("state")
            #expect(well.status == 0 && well.first == "LIBVIRT OK: 3 running, 1 shutoff", "\(well)")
            try await lab.virsh("suspend", "vm0000")
            let paused = try await lab.check("state")
            #expect(paused.status == 1 && paused.first == "LIBVIRT WARNING: 1/4 guests: vm0000 paused", "\(paused)")
            #expect(paused.details == ["WARNING vm0000: paused"])
            for (map, status) in [
                ("paused/user=ok", Int32(0)), ("paused=critical", 2), ("paused=critical,paused/user=unknown", 3),
                ("paused/ioerror=ok", 1), ("shutoff=critical", 2),
            ] {
                let mapped = try await lab.check("state", "--state-map", map)
                #expect(mapped.status == status, "\(map): \(mapped)")
            }
            for (arguments, status) in [
                (["-w", "paused=0"], Int32(1)), (["-c", "paused=0"], 2), (["-w", "3:"], 1), (["-c", "running=2:"], 0),
                (["-w", "total=@4"], 1), (["--min-count", "5"], 2), (["-d", "vm0001", "-w", "paused=0"], 0),
            ] {
                let counted = try await CheckRun("domains", arguments, lab)
                #expect(counted.status == status, "\(arguments): \(counted)")
            }
            let counts = try await lab.check("domains")
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let states = try await virsh.guests().values
            #expect(counts.first == "LIBVIRT OK: 2 running, 1 paused, 1 shutoff", "\(counts)")
            #expect(counts.values["total"] == Double(states.count))
            for (name, word) in [("running", "running"), ("paused", "paused"), ("shutoff", "shutoff")] {
                #expect(counts.values[name] == Double(states.count { $0 == word }), "\(counts)")
            }
            try await lab.virsh("resume", "vm0000")
            #expect(try await lab.check("state").status == 0)
        }

        /// A guest that is defined, starts, is killed, starts with the host, is undefined.
        @Test func aGuestsLife() async throws {
            let lab = try Lab.shared
            let guest = "off0000"
            // that it is off is for those to judge who say that it has to run
            for (arguments, status, words) in [
                (["state", "-d", guest], Int32(2), "1/1 guest: off0000 shutoff"),
                (["state", "-d", "off*"], 0, "1 shutoff"),
                (["expected", "--require", guest], 2, "off0000 shutoff"),
                (["expected", "--require", guest, "--state-map", "shutoff=ok"], 0, "0 of 1"),
                (["autostart"], 0, "0 autostarted guests"),
                (["autostart", "--on-empty", "warning"], 1, "no autostarted"),
            ] {
                let run = try await CheckRun(arguments[0], Array(arguments.dropFirst()), lab)
                #expect(run.status == status && run.first.contains(words), "\(arguments): \(run)")
            }
            try await lab.virsh("start", guest)
            try await lab.virsh("autostart", guest)
            #expect(try await lab.check("autostart", "--min-count", "1").status == 0)
            #expect(try await lab.check("expected", "--require", guest, "--require", "vm0000").status == 0)
            try await lab.virsh("suspend", guest)
            #expect(try await lab.check("expected", "--require", guest).first.hasSuffix("off0000 paused"))
            // it is in use
            #expect(try await lab.check("autostart").status == 0)
            kill(try await lab.pid(of: guest), SIGKILL)
            let killed = try await eventually("its end") {
                let run = try await lab.check("state")
                return run.first.contains(guest) && run.status == 2 ? run : nil
            }
            // whoever saw it says since when
            #expect(killed.first.hasPrefix("LIBVIRT CRITICAL: 1/4 guests: off0000 shutoff (crashed)"), "\(killed)")
            let autostart = try await lab.check("autostart")
            #expect(autostart.status == 2)
            #expect(
                autostart.first == "LIBVIRT CRITICAL: 1/1 autostarted guest: off0000 shutoff (crashed)", "\(autostart)")
            // right after the host's start it would be too early to tell
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            for (grace, status) in [(time.tv_sec + 3_600, Int32(0)), (time.tv_sec / 2, 2)] {
                for mode in [["autostart"], ["expected", "--require", guest]] {
                    let run = try await CheckRun(mode[0], mode.dropFirst() + ["--grace", "\(grace)"], lab)
                    #expect(run.status == status, "\(grace): \(run)")
                }
            }
            let few = try await lab.check("autostart", "--min-count", "2")
            #expect(
                few.first.hasPrefix("LIBVIRT CRITICAL: 1/1 autostarted guest, at least 2 needed: off0000 "), "\(few)")
            try await lab.virsh("undefine", guest)
            #expect(try await lab.check("state").first == "LIBVIRT OK: 3 running")
            #expect(try await lab.check("autostart").status == 0)
            let gone = try await lab.check(
                "expected", "--require", guest, "--require", "vm0000", "--forbid", "busy0000")
            #expect(gone.status == 2, "\(gone)")
            #expect(
                gone.details == ["CRITICAL off0000: is not there", "WARNING busy0000: must not be there (running)"])
            #expect(try await lab.check("expected", "--forbid", "vm0001").status == 1)
            for (state, status) in [("ok", Int32(0)), ("warning", 1), ("critical", 2), ("unknown", 3)] {
                let missing = try await lab.check("state", "-d", guest, "-d", "vm0000", "--on-missing", state)
                #expect(missing.status == status, "\(missing)")
            }
            // not the lab's own virsh, which sees the files of the lab's system
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await virsh.run(["define \(lab.folder)/xml/inactive/\(guest).xml"])
            #expect(try await lab.check("state").first == "LIBVIRT OK: 3 running, 1 shutoff")
        }

        @Test func aDiskThatIsFull() async throws {
            let lab = try Lab.shared
            try await lab.add("full", "--busy", "--full")
            for mode in ["state", "io-error"] {
                let run = try await eventually("the pause") {
                    let run = try await lab.check(mode)
                    return run.status == 2 ? run : nil
                }
                #expect(run.first.contains("full paused (ioerror)"), "\(run)")
            }
            try await lab.run("free", "full")
            try await lab.virsh("resume", "full")
            #expect(try await lab.check("state").status == 0)
            try await lab.run("fill", "full")
            _ = try await eventually("the pause") { try await lab.check("state").status == 2 ? true : nil }
            try await lab.virsh("destroy", "full")
        }

        @Test func aGuestThatPanicked() async throws {
            let lab = try Lab.shared
            try await lab.add("panics", "--crashed")
            let run = try await eventually("the panic") {
                let run = try await lab.check("state")
                return run.status == 2 ? run : nil
            }
            #expect(run.first == "LIBVIRT CRITICAL: 1/5 guests: panics crashed (panicked)", "\(run)")
            let counts = try await lab.check("domains", "-c", "crashed=0")
            #expect(counts.status == 2 && counts.first == "LIBVIRT CRITICAL: crashed 1", "\(counts)")
            try await lab.virsh("destroy", "panics")
        }

        /// A job that stays until it is aborted.
        @Test func aBackup() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let idle = try await lab.check("job")
            #expect(idle.status == 0 && idle.first == "LIBVIRT OK: 0 jobs", "\(idle)")
            try await virsh.beginBackup(of: "vm0001")
            #expect(virsh.errors == [])
            let run = try await lab.check("job", "-v")
            #expect(run.status == 0 && run.first == "LIBVIRT OK: 1 job", "\(run)")
            #expect(run.details.contains("OK vm0001: backup"), "\(run)")
            #expect(run.values["vm0001_age"] ?? -1 >= 0)
            let old = try await lab.check("job", "-w", "age=1h", "-c", "age=@1h")
            #expect(old.status == 2 && old.first.contains("vm0001 age "), "\(old)")
            #expect(try await lab.check("job", "-w", "age=@1h").status == 1)
            #expect(try await lab.check("job", "-d", "nobody").status == 3)
            // every disk has one for it
            let disks = try await lab.check("block-job", "-v")
            #expect(disks.status == 0 && disks.details == ["OK vm0001 vda: backup"], "\(disks)")
            try await lab.virsh("domjobabort", "vm0001")
            #expect(try await lab.check("job").values.isEmpty)
        }
    }

    /// Which guests are meant, and how they are called.
    @Suite("guests that are meant") struct Selection {
        @Test func byNamePatternAndNumber() async throws {
            let lab = try Lab.shared
            let uuid = try await lab.virsh("domuuid", "vm0001").trimmingCharacters(in: .whitespacesAndNewlines)
            for (arguments, total) in [
                (["-d", "vm0000"], 1), (["-d", uuid], 1), (["-d", uuid.uppercased()], 1), (["-d", "vm*"], 2),
                (["-d", "vm000[1-9]"], 1), (["--regex", "^vm.*0$"], 1), (["--regex", "0000$"], 3),
                (["-d", "vm0000", "--regex", "^busy"], 2), (["-x", "vm*"], 2), (["-x", "/^(vm|off)/"], 1),
                (["-x", uuid], 3), (["-d", "vm*", "-x", "vm0000"], 1), (["-d", "none*"], 0),
            ] {
                let run = try await CheckRun("domains", arguments, lab)
                #expect(run.status == 0 && run.values["total"] == Double(total), "\(arguments): \(run)")
            }
            let none = try await lab.check("cpu", "-d", "none*", "--on-empty", "critical")
            #expect(none.status == 2 && none.first == "LIBVIRT CRITICAL: there are no guests", "\(none)")
            // guests that are off have no processors at work
            let cpu = try await lab.check("cpu", "--label", "uuid", "-d", "vm0001", "-d", "off*")
            #expect(cpu.values["\(uuid)_used"] != nil && cpu.first == "LIBVIRT OK: 1 guest", "\(cpu)")
            // who names one of them means it
            for mode in ["cpu", "io-error", "agent"] {
                let off = try await lab.check(mode, "-d", "off0000")
                #expect(off.status == 3 && off.details.first?.hasSuffix(", not measured") ?? false, "\(off)")
                #expect(try await lab.check(mode, "-d", "off0000", "--on-missing", "ok").status == 0)
            }
        }

        @Test func amountsOfPerfdata() async throws {
            let lab = try Lab.shared
            #expect(try await lab.check("balloon", "--perfdata", "none").values.isEmpty)
            #expect(try await lab.check("balloon", "--perfdata", "summary").values.isEmpty)
            #expect(try await lab.check("balloon").values.count == 3)
            #expect(try await lab.check("domains", "--perfdata", "summary").values["total"] == 4)
            let few = try await lab.check("balloon", "--max-items", "1")
            #expect(few.values.count == 1 && few.details.contains { $0.contains("lacks 2 values") }, "\(few)")
            let more = try await lab.check("state", "-v")
            #expect(more.details.contains("OK busy0000: running"), "\(more)")
        }
    }
}

extension GuestTests {
    /// Names that break what is not careful.
    @Suite("checks of hostile names") struct CheckNameTests {
        @Test func eachIsTold() async throws {
            let lab = try Lab.shared
            for name in Lab.hostileNames {
                let run = try await lab.check("balloon", "-c", "current=0", "-d", name, "--regex", "^no such guest")
                #expect(run.status == 2 && run.first.count < 80, "\(run)")
                #expect(run.first.hasPrefix("LIBVIRT CRITICAL: 1/1 guest: "), "\(run)")
                // no name of theirs ends the line, begins perfdata, or makes another label
                #expect(run.values.count == 1 && run.values.values.first == 100 && run.details.count == 1, "\(run)")
            }
            let all = try await lab.check("state", "-v", "--max-items", "99")
            #expect(all.details.contains("OK pipe¦semi;: running"), "\(all)")
        }
    }
}
