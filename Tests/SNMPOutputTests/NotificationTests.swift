import Snapshot
import Testing

@testable import SNMPOutput

/// A queue that an expectation may change.
private final class Queue {
    private var queue: NotificationQueue
    var dropped: UInt64 { queue.dropped }

    init(_ settings: NotificationQueue.Settings) { queue = NotificationQueue(settings) }

    func add(_ change: GuestChange, index: UInt32?, at now: Duration) -> [SNMPNotification] {
        queue.add(change, index: index, at: now)
    }

    func due(at now: Duration) -> [SNMPNotification] { queue.due(at: now) }
}

struct NotificationTests {
    static func change(_ kind: GuestChange.Kind, of number: UInt64 = 1, isActive: Bool = true) -> GuestChange {
        GuestChange(
            kind: kind, uuid: SyntheticHost.uuid(number), name: "g\(number)", previous: .running,
            before: GuestChange.Presence(number: 1, isActive: true),
            now: GuestChange.Presence(number: 3, isActive: isActive), isPersistent: true)
    }

    @Test(arguments: [
        ("vm,libvirt,virtpulse", [true, true, true]), ("vm", [true, true, false]),
        ("libvirt,virtpulse", [false, false, true]), ("virtpulse", [false, false, false]),
    ])
    func whatIsNotServedIsNotNotified(names: String, sends: [Bool]) {
        let modules = Set(names.split(separator: ",").compactMap { SNMPModule(rawValue: String($0)) })
        let settings = NotificationQueue.Settings().only(of: modules)
        #expect([settings.sendsPerGuest, settings.sendsBulk, settings.sendsLibvirt] == sends)
        var none = NotificationQueue.Settings()
        (none.sendsPerGuest, none.sendsBulk, none.sendsLibvirt) = (false, false, false)
        #expect(none.only(of: modules) == none)
    }

    @Test func ofOneGuest() {
        let notification = SNMPNotification(Self.change(.paused), index: 7)
        #expect(notification.oid == [1, 3, 6, 1, 2, 1, 236, 0, 4])
        let entry: OID = [1, 3, 6, 1, 2, 1, 236, 1, 4, 1]
        #expect(notification.variables.map(\.oid) == [entry + [2, 7], entry + [3, 7], entry + [6, 7]])
        #expect(
            notification.variables.map(\.value) == [
                .octets(Array("g1".utf8)), .octets(SyntheticHost.uuid(1).bytes), .integer(4),
            ])
    }

    @Test func aDeletionTellsWhetherItWasPersistent() {
        let notification = SNMPNotification(Self.change(.deleted), index: 7)
        #expect(notification.oid == [1, 3, 6, 1, 2, 1, 236, 0, 10])
        #expect(
            notification.variables.last
                == SNMPNotification.Variable(oid: [1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 8, 7], value: .integer(2)))
    }

    @Test(
        arguments: [
            ([], []), ([1], [0x80]), ([8], [0x01]), ([9], [0, 0x80]), ([1, 2, 16], [0xc0, 0x01]), ([17], [0, 0, 0x80]),
        ] as [(Set<UInt32>, [UInt8])])
    func lists(indexes: Set<UInt32>, bytes: [UInt8]) {
        #expect(SNMPNotification.list(indexes) == bytes)
        let notification = SNMPNotification(.crashed, bulk: indexes)
        #expect(notification.oid == [1, 3, 6, 1, 2, 1, 236, 0, 19])
        #expect(notification.variables == [.init(oid: [1, 3, 6, 1, 2, 1, 236, 1, 11, 0], value: .octets(bytes))])
    }

    /// Its objects are those of the guest's row.
    @Test func libvirts() throws {
        let row = SyntheticHost.uuid(1).bytes.map { UInt($0) }
        let notification = try #require(SNMPNotification(libvirt: Self.change(.paused)))
        #expect(notification.oid == [1, 3, 6, 1, 4, 1, 36957, 0, 1])
        let entry: OID = [1, 3, 6, 1, 4, 1, 36957, 1, 1, 1]
        #expect(notification.variables.map(\.oid) == [2, 1, 3, 9].map { entry + ([$0] + row) })
        #expect(notification.variables.map(\.value).suffix(2) == [.integer(3), .integer(1)])
        let end = SNMPNotification(libvirt: Self.change(.shutdown, isActive: false))
        #expect(end?.variables.last?.value == .integer(6))
    }

    /// Of each change one, if the row is another one after it: state and status of the row.
    @Test(
        arguments: [
            // its end, and that it is gone, are one change of the table, which has active guests alone
            (false, [(.stopped, "destroyed")], [[5, 6]]),
            (false, [(.stopped, "crashed")], [[5, 6]]),
            (true, [(.stopped, "shutdown"), (.undefined, "removed")], [[5, 6]]),
            (true, [(.stopped, "saved"), (.started, "restored")], [[5, 6], [1, 1]]),
            (false, [(.shutdown, "finished"), (.stopped, "shutdown")], [[4, 1], [5, 6]]),
            (false, [(.crashed, "panicked"), (.stopped, "crashed")], [[6, 1], [5, 6]]),
            (
                true, [(.crashed, "panicked"), (.stopped, "crashed"), (.started, "booted")],
                [[6, 1], [5, 6], [1, 1]]
            ),
            // VM-MIB tells these states apart
            (false, [(.suspended, "paused"), (.suspended, "migrated"), (.stopped, "migrated")], [[3, 1], [5, 6]]),
            (true, [(.pmsuspended, "memory"), (.started, "wakeup")], [[3, 1], [1, 1]]),
        ] as [(Bool, [(DomainEvents.Kind, String)], [[Int32]])])
    func whatLibvirtsTableShows(isPersistent: Bool, events: [(DomainEvents.Kind, String)], rows: [[Int32]]) {
        var watch = GuestWatch()
        _ = watch.changes(
            in: GuestWatchTests.snapshot(GuestWatchTests.guest("running", persistent: isPersistent)), startedAt: 10)
        let changes = events.flatMap { watch.changes(of: GuestWatchTests.event($0.0, $0.1)) }
        Self.expect(changes, rows)
    }

    /// A state that nothing tells of is not what the next one is compared with.
    @Test func aGuestThatIsFirstSeenAsItStarts() {
        var watch = GuestWatch()
        _ = watch.changes(in: GuestWatchTests.snapshot(), startedAt: 10)
        #expect(
            watch.changes(in: GuestWatchTests.snapshot(GuestWatchTests.guest("paused", "starting_up")), startedAt: 20)
                .isEmpty)
        Self.expect(watch.changes(of: GuestWatchTests.event(.suspended, "paused")), [[3, 1]])
    }

    /// One that ends unannounced, as of a driver that announces nothing.
    @Test func aGuestThatIsGoneFromASample() {
        var watch = GuestWatch()
        _ = watch.changes(in: GuestWatchTests.snapshot(GuestWatchTests.guest("running")), startedAt: 10)
        Self.expect(watch.changes(in: GuestWatchTests.snapshot(), startedAt: 20), [[5, 6]])
    }

    /// That these are the rows of LIBVIRT-MIB's notifications of changes, and VM-MIB tells of those that it knows.
    private static func expect(_ changes: [GuestChange], _ rows: [[Int32]]) {
        var settings = NotificationQueue.Settings()
        let both = Queue(settings)
        let told = changes.flatMap { both.add($0, index: 1, at: .zero) }
        let libvirt = told.filter { $0.oid == LibvirtMIB.notification }
        #expect(libvirt.map { $0.variables.suffix(2).map(\.value) } == rows.map { $0.map { .integer($0) } })
        let vm = changes.count { ($0.previous, $0.kind) != (.crashed, .crashed) }
        #expect(told.count - libvirt.count == vm)
        // what its table does not show is not dropped, and takes no room
        (settings.sendsPerGuest, settings.sendsBulk, settings.burst) = (false, false, Double(rows.count))
        let alone = Queue(settings)
        #expect(changes.flatMap { alone.add($0, index: 1, at: .zero) } == libvirt)
        #expect(alone.dropped == 0)
    }

    @Test func fewAreToldOneByOneAndManyAtOnce() {
        var settings = NotificationQueue.Settings()
        (settings.burst, settings.perSecond, settings.sendsLibvirt) = (3, 1, false)
        let queue = Queue(settings)
        let told = (1...20).map { queue.add(Self.change(.shutdown, of: $0), index: UInt32($0), at: .zero) }
        #expect(told.map(\.count) == [1, 1, 1] + Array(repeating: 0, count: 17))
        #expect(queue.due(at: .milliseconds(500)).isEmpty)
        let bulk = queue.due(at: .seconds(1))
        #expect(bulk == [SNMPNotification(.shutdown, bulk: Set(4...20))])
        #expect(queue.due(at: .seconds(3)).isEmpty)
        #expect(queue.dropped == 0)
        // two seconds later there is room for two
        #expect(
            (1...3).map { queue.add(Self.change(.paused, of: $0), index: UInt32($0), at: .seconds(2)).count } == [
                1, 1, 0,
            ])
    }

    /// A list that no datagram holds is not made: whoever is beyond is counted, and the others are told of.
    @Test func numbersThatNoListHolds() {
        var settings = NotificationQueue.Settings()
        (settings.sendsPerGuest, settings.sendsLibvirt) = (false, false)
        let queue = Queue(settings)
        let last = SNMPNotification.longestList * 8
        for index in [1, last, last + 1, UInt32(Int32.max)] {
            #expect(queue.add(Self.change(.shutdown), index: index, at: .zero).isEmpty)
        }
        #expect(queue.dropped == 2)
        #expect(queue.due(at: .seconds(1)) == [SNMPNotification(.shutdown, bulk: [1, last])])
        #expect(SNMPNotification.list([last]).count == Int(SNMPNotification.longestList))
        #expect(SNMPNotification.list([last + 1]).isEmpty)
    }

    @Test func whatIsSwitchedOff() {
        var settings = NotificationQueue.Settings()
        (settings.sendsPerGuest, settings.sendsBulk, settings.sendsLibvirt) = (false, false, false)
        var queue = Queue(settings)
        #expect(queue.add(Self.change(.paused), index: 1, at: .zero).isEmpty)
        #expect(queue.dropped == 0)
        (settings.sendsLibvirt, settings.burst) = (true, 1)
        queue = Queue(settings)
        #expect((1...3).map { queue.add(Self.change(.paused, of: $0), index: 1, at: .zero).count } == [1, 0, 0])
        #expect(queue.dropped == 2, "there is no bulk notification that could tell of them")
    }
}
