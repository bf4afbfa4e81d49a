import Foundation
import RealGuests
import Testing

/// What a real collectd is notified of by its plugin for libvirt, and by the program in its stead.
@Suite(
    "collectd's notifications", .serialized,
    .lab(Lab.Guests(running: 2, busy: 0, paused: 0, inactive: 1, areOdd: false)), .enabled(if: Lab.isWanted),
    .timeLimit(.minutes(3)))
struct CollectdNoticeTests {
    /// The plugin, the program as the plugin does it, and the program as it does it by itself, in a collectd each.
    private struct Three {
        let virt: Collectd
        let compatible: Collectd
        let plain: Collectd

        /// Starts them with these selectors, and waits until they follow events.
        static func with(
            _ lab: Lab, selectors: String = "", interval: Int, _ body: (Three) async throws -> Void
        ) async throws {
            func exec(_ options: String...) throws -> Collectd {
                try Collectd(
                    interval: interval,
                    Collectd.exec(["--libvirt.uri", lab.uri, "--extra-stats", selectors] + options) + "\n"
                        + Collectd.notifying)
            }
            let options = ["RefreshInterval 1", "ExtraStats \"\(selectors)\""]
            let three = Three(
                virt: try Collectd(
                    interval: interval, Collectd.virt(lab.uri, options) + "\n" + Collectd.notifying),
                compatible: try exec("--notification-compat"), plain: try exec())
            defer { for collectd in three.all { collectd.stop() } }
            for collectd in three.all {
                // of a guest that nobody suspends: one that is suspended at that moment has none, and the next come late
                _ = try await eventually("values") {
                    try collectd.series("vm0001/virt/virt_cpu_total") != nil ? true : nil
                }
            }
            // they follow events once they know where samples come from; nobody tells when
            let probe = try VirshSession(lab)
            defer { probe.end() }
            _ = try await eventually("notifications") {
                try await probe.run(["suspend vm0000", "resume vm0000"])
                return three.all.allSatisfy { $0.notices.count >= 2 } ? true : nil
            }
            try await body(three)
        }

        var all: [Collectd] { [virt, compatible, plain] }

        /// How often each notification of a guest was told, the latest one included.
        func told(of guest: String) async throws -> [[String: Int]] {
            func counts(_ collectd: Collectd) -> [String: Int] {
                let notices = collectd.notices.filter { $0.fields["Host"] == guest }
                return Dictionary(notices.map { ($0.description, 1) }, uniquingKeysWith: +)
            }
            // the last one of all comes last
            var last = all.map(counts)
            _ = try await eventually("the last notification") {
                try await Task.sleep(for: .seconds(1))
                let now = all.map(counts)
                defer { last = now }
                return now == last && !now[0].isEmpty ? true : nil
            }
            return last
        }
    }

    private static func okay(_ guest: String, _ message: String) -> String { notice("OKAY", guest, message) }

    private static func notice(_ severity: String, _ guest: String, _ message: String) -> String {
        "Host=\(guest) Plugin=virt Severity=\(severity) Type=domain_state: Domain state: \(message)"
    }

    /// Of two counts, what is in the first one alone.
    private func excess(_ counts: [String: Int], over others: [String: Int]) -> [String] {
        counts.filter { $0.value > others[$0.key] ?? 0 }.keys.sorted()
    }

    /// Of different guests.
    @Test func livesAndEnds() async {
        await Piece.atOnce(
            2,
            [
                Piece("aGuestsLife") { try await aGuestsLife() },
                Piece("guestsThatEndByThemselves") { try await guestsThatEndByThemselves() },
            ])
    }

    private func aGuestsLife() async throws {
        let lab = try Lab.shared
        let guest = "off0000"
        try await Three.with(lab, interval: 60) { three in
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let (file, shot) = ("/var/lib/libvirt/saved", "snapshot-revert \(guest) --snapshotname")
            try await virsh.run([
                "start \(guest)", "suspend \(guest)", "resume \(guest)", "save \(guest) \(file)", "restore \(file)",
                "save \(guest) \(file) --paused", "restore \(file)", "resume \(guest)",
                "snapshot-create-as \(guest) on", "\(shot) on", "\(shot) on --paused", "reset \(guest)",
                "resume \(guest)", "destroy \(guest)", "snapshot-create-as \(guest) off", "start \(guest)",
                "\(shot) off", "snapshot-delete \(guest) on", "snapshot-delete \(guest) off", "start \(guest)",
            ])
            // by nobody's hand but the host's
            kill(try await lab.pid(of: guest), SIGTERM)
            _ = try await eventually("its end") {
                try await virsh.guests()[guest] == "shutoff" ? true : nil
            }
            try await virsh.run(["start \(guest)"])
            kill(try await lab.pid(of: guest), SIGKILL)
            _ = try await eventually("its end") {
                try await virsh.guests()[guest] == "shutoff" ? true : nil
            }
            try await virsh.run([
                "start \(guest)", "undefine \(guest)", "define \(lab.folder)/xml/inactive/\(guest).xml",
                "dump \(guest) \(file)", "managedsave \(guest)", "start \(guest)", "destroy \(guest)",
            ])
            #expect(virsh.errors == [])
            let told = try await three.told(of: guest)
            #expect(told[0] == told[1])
            #expect(told[0].values.reduce(0, +) >= 30, "\(told[0])")
            // what of the plugin's is told otherwise; which of these an event is depends on libvirt's version
            let off = "the domain is shut off. Reason:"
            let down = "the domain is being shut down. Reason: shutting down"
            let changes = ["added", "changed", "removed", "restored from a snapshot"]
            let shots = "paused after restoring from snapshot"
            check(
                excess(told[0], over: told[2]),
                has: [
                    Self.okay(guest, "no state. Reason: the reason is unknown"),
                    Self.okay(guest, "\(down) on user request"), Self.okay(guest, "\(off) domain failed to start"),
                ],
                may: [
                    Self.notice("WARNING", guest, "the domain is paused by user. Reason: the reason is unknown"),
                    Self.notice("WARNING", guest, "the domain is paused by user. Reason: \(shots)"),
                ])
            check(
                excess(told[2], over: told[0]),
                has: [
                    Self.okay(guest, "no state. Reason: its definition was removed"),
                    Self.okay(guest, "\(down) on the host's request"),
                    Self.notice("FAILURE", guest, "\(off) its emulator or libvirt failed"),
                ],
                may: changes.map { Self.okay(guest, "no state. Reason: its definition was \($0)") } + [
                    Self.notice(
                        "WARNING", guest, "the domain is paused. Reason: restored from a state file, paused"),
                    Self.notice("WARNING", guest, "the domain is paused. Reason: \(shots)"),
                ])
        }
    }

    private func check(_ found: [String], has wanted: [String], may allowed: [String]) {
        #expect(Set(found).isSuperset(of: wanted), "\(found)")
        #expect(Set(found).subtracting(wanted + allowed) == [], "\(found)")
    }

    /// The states of guests that stay known in each interval, and with the plugin's mistakes nothing else; a piece of
    /// ``LongWaitTests``.
    func persistentGuests() async throws {
        let lab = try Lab.shared
        let exec = ["--libvirt.uri", lab.uri, "--persistent-notification"]
        let virt = try Collectd(
            Collectd.virt(lab.uri, ["RefreshInterval 1", "PersistentNotification true"]) + "\n" + Collectd.notifying)
        let compatible = try Collectd(Collectd.exec(exec + ["--notification-compat"]) + "\n" + Collectd.notifying)
        let plain = try Collectd(Collectd.exec(exec) + "\n" + Collectd.notifying)
        let all = [virt, compatible, plain]
        defer { for collectd in all { collectd.stop() } }
        let guest = "off0000"
        let states = [
            ("start", "the domain is running. Reason: normal startup from boot"),
            ("suspend", "the domain is paused by user. Reason: paused on user request"),
            ("resume", "the domain is running. Reason: returned from paused state"),
            ("destroy", "the domain is shut off. Reason: forced poweroff"),
        ]
        for collectd in all { try await collectd.rows(2, of: "vm0000/virt/virt_cpu_total") }
        try await lab.virsh("suspend", "vm0000")
        try await lab.virsh("resume", "vm0000")
        for (command, message) in states {
            try await lab.virsh(command, guest)
            for collectd in all {
                _ = try await eventually(within: .seconds(30), "\(message), twice") {
                    collectd.notices.count { $0.fields["Host"] == guest && $0.message.hasSuffix(message) } >= 2
                        ? true : nil
                }
            }
        }
        // states that one of them saw in passing are left out
        func told(_ collectd: Collectd) -> Set<String> {
            let notices = collectd.notices.filter { notice in
                states.contains { notice.message.hasSuffix($0.1) } && notice.fields["Host"] == guest
            }
            return Set(notices.map(\.description))
        }
        #expect(told(virt) == told(compatible) && told(virt).count == states.count)
        // the plugin does not follow events then
        for collectd in [virt, compatible] { #expect(!collectd.notices.contains { $0.fields["Host"] == "vm0000" }) }
        #expect(plain.notices.count { $0.fields["Host"] == "vm0000" } == 2)
    }

    /// A guest that shuts itself down, and one that panics.
    private func guestsThatEndByThemselves() async throws {
        let lab = try Lab.shared
        try await Three.with(lab, interval: 60) { three in
            try await lab.add("ends", "--ending")
            try await lab.add("panics", "--crashed")
            let panicked = Self.notice("FAILURE", "panics", "the domain is crashed. Reason: domain panicked")
            _ = try await eventually("a panic") {
                three.plain.notices.contains { $0.description == panicked } ? true : nil
            }
            try await lab.virsh("destroy", "panics")
            let ended = try await three.told(of: "ends")
            #expect(ended[0] == ended[1])
            let shutdown = "the domain is being shut down. Reason: shutting down"
            #expect(excess(ended[0], over: ended[2]) == [Self.okay("ends", "\(shutdown) on user request")])
            #expect(excess(ended[2], over: ended[0]) == [Self.okay("ends", "\(shutdown) by itself")])
            let crashed = try await three.told(of: "panics")
            #expect(crashed[0] == crashed[1])
            // the host ends it, as virsh destroy has it
            #expect(excess(crashed[0], over: crashed[2]) == [Self.okay("panics", "\(shutdown) on user request")])
            let host = Self.okay("panics", "\(shutdown) on the host's request")
            #expect(excess(crashed[2], over: crashed[0]) == [panicked, host])
        }
    }

    /// A guest that is paused because there is no space: the plugin says nothing of it but that a user paused it; a piece of
    /// ``LongWaitTests``.
    func aDiskThatIsFull() async throws {
        let lab = try Lab.shared
        let guest = "full"
        try await lab.add(guest, "--busy", "--full", "--paused")
        try await Three.with(lab, selectors: "disk_err domain_state", interval: 1) { three in
            func state(_ collectd: Collectd) throws -> [Double]? {
                try collectd.series("\(guest)/virt/domain_state")?.rows.last?.values
            }
            func errors(_ collectd: Collectd) throws -> Collectd.Series? {
                try collectd.series("\(guest)/virt/disk_error-vda")
            }
            /// Waits for so many intervals in all of them.
            func intervals(_ count: Int) async throws {
                for collectd in three.all {
                    let name = "vm0000/virt/virt_cpu_total"
                    let wanted = (try collectd.series(name)?.rows.count ?? 0) + count
                    _ = try await eventually(within: .seconds(30), "intervals") {
                        try collectd.series(name)?.rows.count ?? 0 >= wanted ? true : nil
                    }
                }
            }
            try await lab.virsh("resume", guest)
            for collectd in three.all {
                // paused, VIR_DOMAIN_PAUSED_IOERROR
                _ = try await eventually(within: .seconds(30), "the pause") {
                    try state(collectd) == [3, 5] ? true : nil
                }
            }
            try await intervals(3)
            for collectd in [three.compatible, three.plain] {
                let series = try #require(try errors(collectd))
                // VIR_DOMAIN_DISK_ERROR_NO_SPACE
                #expect(series.header == "epoch,value" && series.rows.count >= 2)
                #expect(series.rows.allSatisfy { $0.values == [2] })
            }
            // it asks guests that run
            #expect(try errors(three.virt) == nil)
            let told = try await three.told(of: guest)
            #expect(told[0] == told[1])
            let reason = "Reason: paused due to a disk I/O error"
            #expect(
                excess(told[0], over: told[2]) == [
                    Self.notice("WARNING", guest, "the domain is paused by user. \(reason)")
                ])
            #expect(
                excess(told[2], over: told[0]) == [Self.notice("FAILURE", guest, "the domain is paused. \(reason)")])

            // QEMU remembers an error that is over, and libvirt tells of it to whoever asks
            try await lab.run("free", guest)
            try await lab.virsh("resume", guest)
            for collectd in three.all {
                _ = try await eventually(within: .seconds(30), "the guest to run") {
                    try state(collectd) == [1, 5] ? true : nil
                }
            }
            try await lab.virsh("suspend", guest)
            for collectd in three.all {
                _ = try await eventually(within: .seconds(30), "the user's pause") {
                    try state(collectd) == [3, 1] ? true : nil
                }
            }
            let before = try errors(three.plain)?.rows.count
            try await intervals(3)
            #expect(try await lab.virsh("domblkerror", guest).contains("vda: no space"))
            #expect(try errors(three.plain)?.rows.count == before)
            for row in try errors(three.virt)?.rows ?? [] { #expect(row.values == [2]) }
        }
    }
}
