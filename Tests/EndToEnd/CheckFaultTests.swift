import Foundation
import RealGuests
import Testing

extension CheckModeTests {
    /// A guest or libvirt that does not answer.
    @Suite("faults", .serialized) struct Faults {
        /// The check before holds a call for it, and so libvirt passes it over for this one.
        @Test func aGuestThatIsStuck() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid(of: "vm0001")
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            for _ in 0..<2 {
                for (mode, noun) in [("disk", "disks"), ("balloon", "guests")] {
                    let run = try await lab.check(mode)
                    #expect(run.status == 3, "\(run)")
                    #expect(run.first == "LIBVIRT UNKNOWN: 1/3 \(noun): vm0001 does not answer", "\(run)")
                    // what is known of the others
                    let label = mode == "disk" ? "vm0000_vda_allocation" : "vm0000_current"
                    #expect(run.values[label] != nil && !run.values.keys.contains { $0.hasPrefix("vm0001") }, "\(run)")
                }
                let collector = try await lab.check("collector")
                #expect(collector.status == 1 && collector.values["stuck"] == 1, "\(collector)")
                #expect(collector.details.contains("vm0001 does not answer"), "\(collector)")
            }
            // one that is worse is told first
            let worse = try await lab.check("disk", "-c", "read_ops=0", "-d", "busy*", "-d", "vm0001")
            #expect(worse.status == 2 && worse.details.last == "UNKNOWN vm0001: does not answer", "\(worse)")
            // what needs no word of the guest's is known all the same
            #expect(try await lab.check("domains").first == "LIBVIRT OK: 3 running, 1 shutoff")
            kill(pid, SIGCONT)
            _ = try await eventually("an end of the calls that were given up") {
                try await workers.held() == 0 ? true : nil
            }
            #expect(try await lab.check("disk").status == 0)
        }

        /// No check before has found out who hangs, and there is one round to find several.
        @Test func severalGuestsThatAreStuck() async throws {
            let lab = try Lab.shared
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            let names = ["busy0000", "vm0000", "vm0001"]
            var pids: [pid_t] = []
            for name in names { pids.append(try await lab.pid(of: name)) }
            for pid in pids { kill(pid, SIGSTOP) }
            defer { for pid in pids { kill(pid, SIGCONT) } }
            let run = try await lab.check("state")
            #expect(run.status == 3 && run.first.hasPrefix("LIBVIRT UNKNOWN: 3/4 guests: "), "\(run)")
            #expect(run.details == names.map { "UNKNOWN \($0): does not answer; running" }, "\(run)")
            for pid in pids { kill(pid, SIGCONT) }
            _ = try await eventually("an end of the calls that were given up") {
                try await workers.held() == 0 ? true : nil
            }
            #expect(try await lab.check("state").status == 0)
        }

        /// libvirtd takes the connection and says nothing: the check ends by itself, as it was told.
        @Test func aDaemonThatIsStopped() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid()
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            let limits = [
                ("state", "3:unknown", Int32(3)), ("cpu", "2", 2), ("connection", "2:warning", 1),
                ("collector", "2:ok", 0),
            ]
            let pieces = limits.map { mode, limit, status in
                Piece(mode) {
                    let run = try await lab.check(mode, "-t", limit)
                    #expect(run.status == status, "\(run)")
                    #expect(run.first.contains("libvirt gave no answer in ") && run.details.isEmpty, "\(run)")
                }
            }
            await Piece.atOnce(4, pieces)
        }

        @Test func aDaemonThatIsGone() async throws {
            let lab = try Lab.shared
            try await lab.run("stop")
            do {
                for mode in ["connection", "collector", "state", "cpu", "pool", "host"] {
                    let run = try await lab.check(mode)
                    #expect(
                        run.status == 2 && run.first.hasPrefix("LIBVIRT CRITICAL: cannot reach libvirt: "), "\(run)")
                    #expect(run.details.first?.contains("refused") ?? false, "\(run)")
                }
            } catch {
                try await lab.run("start")
                throw error
            }
            try await lab.run("start")
            let back = try await lab.check("state")
            #expect(back.status == 0, "\(back)")
        }
    }

    /// The same by the samples of a daemon.
    @Suite("by the feed", .serialized) struct ByFeed {
        @Test func ratesAndStates() async throws {
            let lab = try Lab.shared
            try await lab.checkingByFeed { _, check in
                for (mode, label) in [
                    ("cpu", "busy0000_used"), ("disk", "busy0000_vda_read_ops"), ("disk", "busy0000_vda_write"),
                ] {
                    let run = try await eventually("rates") {
                        let run = try await check(mode, [])
                        return run.values[label] ?? 0 > 0 ? run : nil
                    }
                    #expect(run.status == 0, "\(run)")
                }
                // in a state that somebody saw begin, a guest may be for a while
                try await lab.virsh("autostart", "off0000")
                try await lab.virsh("start", "off0000")
                _ = try await eventually("its start") {
                    try await check("domains", ["-c", "running=4:"]).status == 0 ? true : nil
                }
                try await lab.virsh("destroy", "off0000")
                let off = try await eventually("its end") {
                    let run = try await check("autostart", [])
                    return run.status == 2 ? run : nil
                }
                #expect(off.first.contains("off0000 shutoff"), "\(off)")
                #expect(try await check("autostart", ["--grace", "1h"]).status == 0)
                #expect(try await check("expected", ["--require", "off0000", "--grace", "1h"]).status == 0)
                #expect(try await check("expected", ["--require", "off0000"]).status == 2)
                try await lab.virsh("autostart", "--disable", "off0000")
                for mode in ["balloon", "net", "host", "pool", "network", "job", "collector", "domains"] {
                    let run = try await check(mode, [])
                    #expect(run.status == 0, "\(mode): \(run)")
                }
            }
        }

        /// A piece of ``LongWaitTests``.
        func theHostsRateIsAlwaysKnown() async throws {
            let lab = try Lab.shared
            try await lab.checkingByFeed { _, check in
                // the daemon samples each second and reads the host each ten: once it did twice, the rate is always known
                _ = try await eventually("a second reading of the host") { try await check("host", []).values["cpu"] }
                for _ in 0..<8 {
                    let run = try await check("host", [])
                    #expect(run.values["cpu"] != nil, "\(run)")
                    try await Task.sleep(for: .milliseconds(700))
                }
            }
        }

        @Test func whatHappened() async throws {
            let lab = try Lab.shared
            try await lab.checkingByFeed { agent, check in
                let quiet = try await check("events", [])
                let words = /LIBVIRT OK: no faults in [0-9.]+ m?s, since when the daemon listens/
                #expect(quiet.status == 0 && quiet.first.wholeMatch(of: words) != nil, "\(quiet)")
                let short = try await check("events", ["--since", "0.001"])
                #expect(short.first == "LIBVIRT OK: no faults in 1 ms" && short.details.isEmpty, "\(short)")
                agent.signal(SIGSTOP)
                let stopped = try await check("events", ["-t", "1:unknown"])
                agent.signal(SIGCONT)
                #expect(stopped.status == 3 && stopped.values.isEmpty, "\(stopped)")
                try await lab.virsh("start", "off0000")
                kill(try await lab.pid(of: "off0000"), SIGKILL)
                try await lab.add("panics", "--crashed")
                try await lab.add("stuffed", "--busy", "--full")
                let run = try await eventually("the events") {
                    let run = try await check("events", [])
                    let names = ["events", "stopped", "guest_panic", "io_error"]
                    return names.allSatisfy { run.values[$0] ?? 0 > 0 } ? run : nil
                }
                #expect(run.status == 1 && run.first.hasPrefix("LIBVIRT WARNING: events "), "\(run)")
                for guest in ["off0000 stopped", "panics guest_panic", "stuffed io_error"] {
                    #expect(run.details.contains { $0.hasPrefix(guest) }, "\(run)")
                }
                let one = try await check("events", ["-d", "panics", "-c", "guest_panic=0"])
                #expect(one.status == 2 && one.values["stopped"] == 0, "\(one)")
                #expect(try await check("events", ["-x", "/^(off|panics|stuffed)/"]).status == 0)
                // a crash would be told for as long as it is how it ended
                try await lab.virsh("start", "off0000")
                for guest in ["off0000", "panics", "stuffed"] { try await lab.virsh("destroy", guest) }
            }
            // the daemon alone has them
            let gone = try await lab.check("events", "--source", "feed", "--feed.socket", "/nonexistent")
            #expect(gone.status == 2 && gone.first.contains("no daemon"), "\(gone)")
        }

        @Test func aGuestThatIsStuck() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid(of: "vm0001")
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            try await lab.checkingByFeed { _, check in
                _ = try await eventually("rates") {
                    try await check("cpu", []).values["vm0001_used"] != nil ? true : nil
                }
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                var direct: [Piece] = []
                for (mode, label) in [
                    ("cpu", "used"), ("disk", "vda_allocation"), ("balloon", "current"), ("memory", "rss"),
                    ("net", "vnet_rx"), ("state", nil), ("io-error", nil), ("job", nil), ("block-job", nil),
                ] {
                    let run = try await eventually("its silence") {
                        let run = try await check(mode, [])
                        return run.status == 3 && run.first.contains("vm0001") ? run : nil
                    }
                    #expect(run.first.contains(": vm0001 does not answer"), "\(run)")
                    // whoever asks libvirt itself has seen the guest for a moment, but judges it alike
                    direct.append(
                        Piece(mode) {
                            let direct = try await lab.check(mode)
                            let alike = run.first.replacing(/\ for \S+ \w+$/, with: "")
                            #expect(direct.status == 3 && direct.first == alike, "\(direct)")
                            for values in [run.values, direct.values] {
                                let names = values.keys.map { $0.replacing(/_vnet\d+_/, with: "_vnet_") }
                                #expect(!names.contains { $0.hasPrefix("vm0001") }, "\(values)")
                                #expect(label.map { names.contains("vm0000_\($0)") } ?? true, "\(mode): \(values)")
                            }
                        })
                }
                // one after another: a check passes over a guest whose monitor another one is just asking
                await Piece.atOnce(1, direct)
                for run in [try await check("collector", []), try await lab.check("collector")] {
                    #expect(run.status == 1 && run.values["stuck"] == 1, "\(run)")
                    #expect(run.details.contains("vm0001 does not answer"), "\(run)")
                }
                kill(pid, SIGCONT)
                _ = try await eventually("its word") { try await check("collector", []).status == 0 ? true : nil }
            }
            _ = try await eventually("an end of the calls that were given up") {
                try await workers.held() == 0 ? true : nil
            }
        }

        @Test func libvirtdThatIsGone() async throws {
            let lab = try Lab.shared
            try await lab.checkingByFeed { _, check in
                try await lab.run("stop")
                for mode in ["state", "collector", "cpu"] {
                    do {
                        let run = try await eventually("the outage") {
                            let run = try await check(mode, [])
                            return run.status == 2 ? run : nil
                        }
                        #expect(run.first.contains("libvirt"), "\(run)")
                    } catch {
                        try await lab.run("start")
                        throw error
                    }
                }
                try await lab.run("start")
                _ = try await eventually("its return") { try await check("state", []).status == 0 ? true : nil }
            }
        }
    }
}
