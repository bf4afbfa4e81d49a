import Foundation
import RealGuests
import Testing

/// Notifications of what real guests do, received by net-snmp's `snmptrapd` in SNMP's first and second version.
@Suite(
    "SNMP's notifications", .serialized,
    .lab(Lab.Guests(running: 12, busy: 0, paused: 0, inactive: 1, areOdd: false)), .enabled(if: Lab.isWanted),
    .timeLimit(.minutes(3)))
struct SNMPNotificationTests {
    private typealias SNMP = GuestTests.SNMPTests

    /// `vmOperState` that each of VM-MIB's notifications tells of, but of the last: `vmDeleted` has none.
    private static let states = [1: 4, 2: 10, 3: 11, 4: 8, 5: 5, 6: 6, 7: 7, 8: 9, 9: 12]
    /// `preparing`, of which no notification tells: a sample may fall into a guest's start.
    private static let preparing = 3

    private static func options(_ lab: Lab) -> [String] {
        ["--source", "libvirt", "--libvirt.uri", lab.uri, "--sample.interval", "1s"]
    }

    /// Waits until a guest's newest notification is of this kind.
    private static func wait(for kind: Int, of guest: String, _ master: SNMPMaster) async throws {
        _ = try await eventually("notification \(kind) of \(guest)") {
            master.traps(of: guest).last?.vm == kind ? true : nil
        }
    }

    /// That all that was told of a guest in both versions is one life, each notification with the state before it.
    ///
    /// - Parameters:
    ///   - first: The state before the first, one of these.
    ///   - uuid: As `vmUUID` is printed.
    private static func judge(
        _ guest: String, _ master: SNMPMaster, kinds: [Int], first: Set<Int>, uuid: String
    ) async throws {
        let told = master.traps(of: guest)
        // suspending shows only if a sample falls into it
        #expect(told.compactMap(\.vm).filter { $0 != 5 } == kinds.filter { $0 != 5 }, "\(guest)")
        #expect(!kinds.contains(5) || told.contains { $0.vm == 5 })
        let before = [first] + told.compactMap(\.vm).map { [states[$0] ?? 0] }
        for (trap, previous) in zip(told, before) {
            let state = trap.column(6).flatMap { Int($0) } ?? 0
            #expect(previous.contains(state) || trap.vm == 1 && state == preparing, "\(guest): \(trap)")
            #expect(trap.column(3)?.filter(\.isHexDigit).lowercased() == uuid)
            #expect(trap.variables.count == (trap.vm == 10 ? 4 : 3))
            // of the guest's own row
            let rows = trap.variables.keys.map { $0.split(separator: ".").last }
            #expect(Set(rows).count == 1)
        }
        _ = try await eventually("the same in the first version") {
            let first = master.traps(of: guest, version: 1)
            return first.map(\.kind) == told.map(\.kind) && first.map(\.variables) == told.map(\.variables) ? true : nil
        }
    }

    @Test func aLife() async throws {
        let lab = try Lab.shared
        let second = try await Lab.start(Lab.Guests(running: 1, busy: 0, paused: 0, inactive: 0, areOdd: false))
        let outcome: Result<Void, any Error>
        do {
            try await SNMPMaster.with(Self.options(lab)) { here, _ in
                try await SNMPMaster.with(Self.options(second)) { there, _ in
                    try await Self.live(lab, here)
                    try await Self.crash(lab, here)
                    try await Self.move(lab, here, second, there)
                    let kinds = Set((here.traps() + there.traps()).compactMap(\.vm))
                    // libvirt tells of a guest whose memory is being restored only once that is done
                    #expect(kinds.intersection(1...10) == Set(1...10).subtracting([7]))
                    #expect(try await here.get("\(SNMP.virtpulse).1.1.7.0") == "0")
                    let libvirt = here.traps().filter { $0.kind == "\(SNMP.libvirt).0.1" }
                    let told = here.traps().compactMap(\.vm)
                    #expect(try await here.get("\(SNMP.virtpulse).1.1.6.0") == "\(told.count + libvirt.count)")
                    // the table shows a guest that is saved as one that is paused, and none that is down
                    #expect(libvirt.count == told.count { $0 != 5 && $0 != 10 }, "LIBVIRT-MIB's as well")
                    for guest in Dictionary(grouping: libvirt, by: { Set($0.variables.keys) }).values {
                        #expect(zip(guest, guest.dropFirst()).allSatisfy { $0 != $1 }, "each tells of something")
                    }
                }
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await second.stop()
        try outcome.get()
    }

    /// Drives a persistent guest through all that virsh can do with it.
    private static func live(_ lab: Lab, _ master: SNMPMaster) async throws {
        let guest = "off0000"
        let uuid = try await lab.virsh("domuuid", guest).filter(\.isHexDigit)
        func drive(_ command: String..., until kind: Int) async throws {
            try await lab.run("virsh", ["--"] + command)
            try await wait(for: kind, of: guest, master)
        }
        try await drive("start", guest, until: 1)
        try await judgeUpTimes(lab, master, started: guest)
        try await drive("suspend", guest, until: 4)
        try await drive("resume", guest, until: 1)
        // saving waits until somebody reads; whoever opens it needs a reader at once
        let file = "\(lab.folder)/root/run/\(guest)"
        #expect(mkfifo(file, 0o600) == 0)
        let reader = open(file, O_RDWR | O_CLOEXEC)
        async let saving: Void = drive("save", guest, "/run/\(guest)", until: 6)
        try await wait(for: 5, of: guest, master)
        let copy = try ChildProcess("cp", [file, "/dev/null"])
        try await saving
        close(reader)
        copy.end()
        try await drive("start", guest, until: 1)
        try await drive("managedsave", guest, until: 6)
        try await drive("start", guest, until: 1)
        kill(try await lab.pid(of: guest), SIGKILL)
        try await wait(for: 9, of: guest, master)
        try await drive("start", guest, until: 1)
        try await drive("destroy", "--graceful", guest, until: 3)
        try await drive("undefine", guest, until: 10)
        try await judge(
            guest, master, kinds: [1, 4, 1, 4, 5, 6, 1, 4, 6, 1, 9, 1, 2, 3, 10], first: [11], uuid: uuid)
        #expect(master.traps(of: guest).last?.column(8) == "2", "it was persistent")
    }

    /// Of each guest that runs there is `vmUpTime`, whether or not its start was seen.
    private static func judgeUpTimes(_ lab: Lab, _ master: SNMPMaster, started guest: String) async throws {
        let names = try await master.column("\(SNMP.vm).1.4.1.2")
        let row = names.first { $0.value == "\"\(guest)\"" }?.key ?? "?"
        let times = try await eventually("vmUpTime of \(guest)") { () -> [String: String]? in
            let times = try await master.column("\(SNMP.vm).1.4.1.16")
            return times[row] == nil ? nil : times
        }
        #expect(times[row]?.hasPrefix("0:0:00:") == true, "\(times)")
        let running = try await lab.virsh("list", "--name").split(separator: "\n").map { "\"\($0)\"" }
        #expect(running.count > 1 && times.keys.compactMap { names[$0] }.sorted() == running.sorted(), "\(times)")
    }

    /// A guest that panics, and is kept as it is.
    private static func crash(_ lab: Lab, _ master: SNMPMaster) async throws {
        try await lab.add("panics", "--crashed")
        let uuid = try await lab.virsh("domuuid", "panics").filter(\.isHexDigit)
        try await wait(for: 9, of: "panics", master)
        let row = master.traps(of: "panics").first?.variables.keys.first?.split(separator: ".").last ?? "?"
        _ = try await eventually("a sample of it") {
            try await master.get("\(SNMP.vm).1.4.1.8.\(row)") == "3" ? true : nil
        }
        try await lab.virsh("destroy", "panics")
        try await wait(for: 10, of: "panics", master)
        // QEMU may say that it is paused before it says why
        let kinds = master.traps(of: "panics").compactMap(\.vm)
        #expect(kinds.filter { ![2, 4].contains($0) } == [1, 9, 3, 10])
        // of one that is new nothing is known before
        try await judge("panics", master, kinds: kinds, first: [1, 11], uuid: uuid)
        #expect(master.traps(of: "panics").last?.column(8) == "3", "it was not persistent")
    }

    /// A guest that moves to another host.
    private static func move(_ lab: Lab, _ here: SNMPMaster, _ second: Lab, _ there: SNMPMaster) async throws {
        let guest = "vm0011"
        let uuid = try await lab.virsh("domuuid", guest).filter(\.isHexDigit)
        try second.copyDisks(of: lab)
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        let socket = "unix:///tmp/vp-migration-\(UInt32.random(in: 0 ... .max))"
        try await virsh.run(["migrate --live --unsafe \(guest) \(second.writableURI) \(socket)"])
        #expect(virsh.errors == [])
        try await wait(for: 10, of: guest, here)
        try await wait(for: 1, of: guest, there)
        try await judge(guest, here, kinds: [8, 3, 10], first: [4], uuid: uuid)
        // it may be seen while it arrives
        let arrival = there.traps(of: guest).compactMap(\.vm)
        #expect(arrival == [1] || arrival == [8, 1])
        try await judge(guest, there, kinds: arrival, first: [1, 9, 11], uuid: uuid)
    }

    /// A guest that panics and is taken down, and stays configured: crashed to VM-MIB before and after, and to LIBVIRT-MIB gone.
    @Test func aGuestThatPanicsAndIsTakenDown() async throws {
        let lab = try Lab.shared
        try await SNMPMaster.with(Self.options(lab)) { master, _ in
            try await lab.add("falls", "--crashed")
            try await Self.wait(for: 9, of: "falls", master)
            let kept = try await lab.virsh("dumpxml", "falls", "--inactive")
            try await lab.virsh("destroy", "falls")
            try await Self.wait(for: 10, of: "falls", master)
            let file = "\(lab.folder)/falls.xml"
            try kept.replacingOccurrences(of: "preserve</on_crash>", with: "destroy</on_crash>")
                .write(toFile: file, atomically: true, encoding: .utf8)
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let before = master.traps().count
            try await virsh.run(["define \(file)", "start falls"])
            #expect(virsh.errors == [])
            func told() -> [SNMPTrap] { Array(master.traps().dropFirst(before)) }
            func rows() -> [[String]] {
                let entry = "\(SNMP.libvirt).1.1.1"
                return told().filter { $0.kind == "\(SNMP.libvirt).0.1" && $0.variables.values.contains("\"falls\"") }
                    .map { trap in
                        [3, 9].compactMap { column in
                            trap.variables.first { $0.key.hasPrefix("\(entry).\(column).") }?.value
                        }
                    }
            }
            _ = try await eventually("the end of its row") { rows().last == ["5", "6"] ? true : nil }
            // crashed, and then down, of a row that is going
            #expect(rows().suffix(2) == [["6", "1"], ["5", "6"]])
            #expect(told().count { $0.vm == 9 } == 1 && told().last { $0.vm != nil }?.vm == 9)
            try await virsh.run(["undefine falls"])
            try await Self.wait(for: 10, of: "falls", master)
        }
    }

    /// Many guests change in one moment, under each choice of what is sent, and as libvirt and as the daemon tell it.
    @Test func manyAtOnce() async throws {
        let lab = try Lab.shared
        let guests = (0..<11).map { String(format: "vm%04d", $0) }
        let socket = "\(lab.folder)/notified.sock"
        let agent = try await Agent([
            "--libvirt.uri", lab.uri, "--feed.socket", socket, "--sample.interval", "1s",
        ])
        defer { agent.kill() }
        _ = try await agent.pageWhenUp()
        let feed = ["--source", "feed", "--feed.socket", socket, "--sample.interval", "1s"]
        func with(
            _ notifications: String, of source: [String]? = nil, _ body: (SNMPMaster) async throws -> Void
        ) async throws {
            // five at once
            let limit = ["--notifications", notifications, "--notifications.per-second", "1"]
            try await SNMPMaster.with((source ?? Self.options(lab)) + limit) { master, _ in try await body(master) }
        }
        try await with("guest,bulk", of: feed) { both in
            try await with("guest") { guest in
                try await with("bulk") { bulk in
                    try await with("none") { none in
                        let virsh = try VirshSession(lab)
                        defer { virsh.end() }
                        try await virsh.run(guests.map { "suspend \($0)" })
                        #expect(virsh.errors == [])
                        try await Self.judge(both, guests, alone: 5..<11, dropped: 0)
                        try await Self.judge(guest, guests, alone: 5..<11, dropped: nil)
                        try await Self.judge(bulk, guests, alone: 0..<1, dropped: 0)
                        #expect(none.traps().allSatisfy { $0.vm == nil && !$0.kind.hasPrefix(SNMP.libvirt) })
                        for version in [1, 2] {
                            #expect(bulk.traps(version: version).contains { $0.vm == 14 })
                            #expect(!guest.traps(version: version).contains { $0.vm == 14 })
                        }
                        for (master, flags) in [(both, [1, 1]), (guest, [1, 2]), (bulk, [2, 1]), (none, [2, 2])] {
                            let told = [
                                try await master.get("\(SNMP.vm).1.9.0"), try await master.get("\(SNMP.vm).1.10.0"),
                            ]
                            #expect(told == flags.map(String.init))
                        }
                        try await virsh.run(guests.map { "resume \($0)" })
                    }
                }
            }
        }
    }

    /// That each of the guests is told of once, in whatever way, or counted as dropped.
    ///
    /// - Parameters:
    ///   - alone: How many may be told of one by one.
    ///   - dropped: How many are dropped; `nil`: all that are not told of.
    private static func judge(
        _ master: SNMPMaster, _ guests: [String], alone: Range<Int>, dropped: Int?
    ) async throws {
        let names = try await master.column("\(SNMP.vm).1.4.1.2")
        let known = Dictionary(names.map { ($0.value.trimmingCharacters(in: ["\""]), Int($0.key)) }) { $1 }
        let wanted = Set(guests.compactMap { known[$0] ?? nil })
        #expect(wanted.count == guests.count)
        func told() -> (alone: [SNMPTrap], bulk: [SNMPTrap]) {
            let traps = master.traps()
            return (traps.filter { $0.vm == 4 }, traps.filter { $0.vm == 14 })
        }
        let count = "\(SNMP.virtpulse).1.1.7.0"
        _ = try await eventually("what becomes of all of them") {
            let lost = Int(try await master.get(count)) ?? 0
            let (alone, bulk) = told()
            return alone.count + bulk.reduce(0) { $0 + $1.affected.count } + lost >= guests.count ? true : nil
        }
        let (single, bulk) = told()
        #expect(alone.contains(single.count), "\(single.count) one by one")
        let lost = dropped ?? guests.count - single.count
        #expect(try await master.get(count) == "\(lost)")
        #expect(dropped == 0 ? bulk.count >= 1 : bulk.isEmpty)
        let reached = single.compactMap { known[$0.column(2)?.trimmingCharacters(in: ["\""]) ?? ""] ?? nil }
        let affected = bulk.flatMap(\.affected)
        #expect(reached.count + affected.count == guests.count - lost, "none twice")
        #expect(Set(reached + affected).isSubset(of: wanted))
        #expect(bulk.allSatisfy { $0.variables.count == 1 })
    }
}
