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
            kind: kind, uuid: SyntheticHost.uuid(number), name: "g\(number)", previous: .running, number: 3,
            isActive: isActive, isPersistent: true)
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
    @Test func libvirts() {
        let row = SyntheticHost.uuid(1).bytes.map { UInt($0) }
        let notification = SNMPNotification(libvirt: Self.change(.paused))
        #expect(notification.oid == [1, 3, 6, 1, 4, 1, 36957, 0, 1])
        let entry: OID = [1, 3, 6, 1, 4, 1, 36957, 1, 1, 1]
        #expect(notification.variables.map(\.oid) == [2, 1, 3, 9].map { entry + ([$0] + row) })
        #expect(notification.variables.map(\.value).suffix(2) == [.integer(3), .integer(1)])
        #expect(SNMPNotification(libvirt: Self.change(.shutdown, isActive: false)).variables.last?.value == .integer(6))
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
            (1...3).map { queue.add(Self.change(.running, of: $0), index: UInt32($0), at: .seconds(2)).count } == [
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
