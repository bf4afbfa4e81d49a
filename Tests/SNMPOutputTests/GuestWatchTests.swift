import SNMPOutput
import Snapshot
import Testing

/// A watch that an expectation may change.
private final class Watcher {
    private var watch = GuestWatch()

    func changes(in snapshot: Snapshot, startedAt: Double) -> [GuestChange] {
        watch.changes(in: snapshot, startedAt: startedAt)
    }

    func changes(of event: GuestEvent) -> [GuestChange] { watch.changes(of: event) }
}

/// What guests do, each change once.
struct GuestWatchTests {
    static func event(
        _ kind: DomainEvents.Kind, _ detail: String? = nil, of number: UInt64 = 1, at: Double = 100
    ) -> GuestEvent {
        GuestEvent(
            cursor: 1, at: at, domain: "g\(number)", uuid: SyntheticHost.uuid(number), kind: kind.rawValue,
            detail: detail)
    }

    static func snapshot(_ guests: DomainSample...) -> Snapshot { SyntheticHost.snapshot(guests) }

    static func guest(
        _ state: String, _ reason: String? = nil, number: UInt64 = 1, persistent: Bool? = true
    ) -> DomainSample {
        SyntheticHost.guest(
            "g\(number)", number, state: SyntheticHost.state(state, reason), isActive: state != "shutoff",
            persistent: persistent)
    }

    private static func watch(_ guests: DomainSample...) -> Watcher {
        let watch = Watcher()
        #expect(watch.changes(in: SyntheticHost.snapshot(guests), startedAt: 10).isEmpty, "who begins sees no change")
        return watch
    }

    @Test(
        arguments: [
            (.suspended, "paused", .paused), (.suspended, "ioerror", .paused), (.suspended, "migrated", .migrating),
            (.pmsuspended, "memory", .paused), (.shutdown, "finished", .shuttingdown),
            (.stopped, "destroyed", .shutdown),
            (.stopped, "saved", .suspended), (.stopped, "crashed", .crashed), (.crashed, "panicked", .crashed),
            (.resumed, "postcopy", .migrating),
        ] as [(DomainEvents.Kind, String, GuestChange.Kind)])
    func whatIsAnnounced(kind: DomainEvents.Kind, detail: String, change: GuestChange.Kind) {
        let watch = Self.watch(Self.guest("running"))
        let changes = watch.changes(of: Self.event(kind, detail))
        #expect(changes.map(\.kind) == [change])
        #expect(changes.first?.previous == .running)
        #expect(watch.changes(of: Self.event(kind, detail)).isEmpty, "it is in that state already")
    }

    /// libvirt says `failed` of a guest whose QEMU is gone, and of one that never came to run.
    @Test(
        arguments: [
            ("running", nil, .crashed), ("paused", "user", .crashed), ("paused", "save", .crashed),
            ("paused", "starting_up", .shutdown), ("paused", "migration", .shutdown),
            ("paused", "shutting_down", .shutdown), ("shutdown", nil, .shutdown),
        ] as [(String, String?, GuestChange.Kind)])
    func aGuestThatFails(state: String, reason: String?, change: GuestChange.Kind) {
        let watch = Self.watch(Self.guest(state, reason))
        #expect(watch.changes(of: Self.event(.stopped, "failed")).map(\.kind) == [change])
    }

    @Test func aLifeInOrder() {
        let watch = Self.watch(Self.guest("shutoff"))
        let kinds: [(DomainEvents.Kind, String)] = [
            (.started, "booted"), (.suspended, "paused"), (.resumed, "unpaused"), (.shutdown, "finished"),
            (.stopped, "shutdown"), (.undefined, "removed"),
        ]
        let changes = kinds.flatMap { watch.changes(of: Self.event($0.0, $0.1)) }
        #expect(changes.map(\.kind) == [.running, .paused, .running, .shuttingdown, .shutdown, .deleted])
        #expect(changes.map(\.previous) == [.shutdown, .running, .paused, .running, .shuttingdown, .shutdown])
    }

    /// From 11 on libvirt announces the end of QEMU's process as a shutdown, of a guest too that was saved or migrated by then.
    @Test(
        arguments: [
            (.suspended, "paused", "saved", [.paused, .suspended]),
            (.suspended, "migrated", "migrated", [.migrating, .shutdown]),
            (.suspended, "ioerror", "destroyed", [.paused, .shutdown]),
            (.resumed, "unpaused", "shutdown", [.shuttingdown, .shutdown]),
        ] as [(DomainEvents.Kind, String, String, [GuestChange.Kind])])
    func theEndOfTheProcess(kind: DomainEvents.Kind, detail: String, end: String, changes: [GuestChange.Kind]) {
        let watch = Self.watch(Self.guest("running"))
        let told = [(kind, detail), (.shutdown, "host"), (.stopped, end)].flatMap {
            watch.changes(of: Self.event($0.0, $0.1))
        }
        #expect(told.map(\.kind) == changes)
    }

    @Test func whatASampleShowsThatNobodyAnnounced() {
        let watch = Self.watch(Self.guest("running"), Self.guest("running", number: 2))
        let changes = watch.changes(
            in: Self.snapshot(Self.guest("paused", "user"), Self.guest("running", number: 3)), startedAt: 20)
        #expect(Set(changes.map(\.kind)) == [.paused, .running, .deleted])
        #expect(changes.first { $0.kind == .deleted }?.uuid == SyntheticHost.uuid(2))
        #expect(changes.first { $0.kind == .running }?.previous == .unknown)
        #expect(
            watch.changes(
                in: Self.snapshot(Self.guest("paused", "user"), Self.guest("running", number: 3)), startedAt: 30
            ).isEmpty)
    }

    /// A sample that began before an announcement does not undo it, and one that began after does not tell it again.
    @Test func aSampleIsNotNewsAfterTheAnnouncement() {
        let watch = Self.watch(Self.guest("running"))
        #expect(watch.changes(of: Self.event(.suspended, "paused", at: 25)).map(\.kind) == [.paused])
        #expect(watch.changes(in: Self.snapshot(Self.guest("running")), startedAt: 24).isEmpty)
        #expect(watch.changes(in: Self.snapshot(Self.guest("paused", "user")), startedAt: 26).isEmpty)
        #expect(watch.changes(in: Self.snapshot(Self.guest("running")), startedAt: 40).map(\.kind) == [.running])
    }

    /// LIBVIRT-MIB's table loses a guest that panicked and is taken down; to VM-MIB it is crashed as before.
    @Test(arguments: [false, true])
    func aGuestThatCrashedIsTakenDown(isAnnounced: Bool) throws {
        let watch = Self.watch(Self.guest("running"))
        let crash = watch.changes(of: Self.event(.crashed, "panicked", at: 100))
        let end =
            isAnnounced
            ? watch.changes(of: Self.event(.stopped, "crashed", at: 101))
            : watch.changes(in: Self.snapshot(Self.guest("shutoff", "crashed")), startedAt: 102)
        #expect((crash + end).map(\.now.isActive) == [true, false])
        var queue = NotificationQueue(NotificationQueue.Settings())
        let told = (crash + end).map { queue.add($0, index: 1, at: .zero).map(\.oid) }
        let (vmCrashed, libvirts): (OID, OID) = ([1, 3, 6, 1, 2, 1, 236, 0, 9], [1, 3, 6, 1, 4, 1, 36957, 0, 1])
        #expect(told == [[vmCrashed, libvirts], [libvirts]])
        let after = watch.changes(in: Self.snapshot(Self.guest("shutoff", "crashed")), startedAt: 103)
        #expect(after.isEmpty && queue.dropped == 0 && !queue.isWaiting)
    }

    @Test func aGuestThatIsUndefinedWhileItRuns() {
        let watch = Self.watch(Self.guest("running"))
        #expect(watch.changes(of: Self.event(.undefined, "removed")).isEmpty)
        let changes = watch.changes(of: Self.event(.stopped, "destroyed"))
        #expect(changes.map(\.kind) == [.shutdown, .deleted])
        #expect(changes.map(\.isPersistent) == [false, false])
    }

    @Test func aHostThatIsDownDeletesNobody() {
        let watch = Self.watch(Self.guest("running"))
        let empty = SyntheticHost.snapshot([])
        let down = Snapshot(
            generation: 8, startedAt: empty.startedAt, factsGeneration: 1, domains: [], host: nil,
            status: SampleStatus(isUp: false))
        #expect(watch.changes(in: down, startedAt: 30).isEmpty)
        #expect(watch.changes(in: empty, startedAt: 40).map(\.kind) == [.deleted])
    }

    @Test func aNewGuestIsNotRunningBeforeItIs() {
        let watch = Self.watch()
        #expect(watch.changes(of: Self.event(.defined, "added")).isEmpty)
        #expect(watch.changes(of: Self.event(.started, "booted")).map(\.previous) == [.shutdown])
    }
}
