import Snapshot
import Testing

/// The newest events, for readers that know how far they have read.
@Suite("Event log") struct EventLogTests {
    private let domain = DomainIdentity(name: "web", uuid: .init(high: 3, low: 4), id: 1)

    @Test(
        arguments: [
            (0, 0, [], 0), (3, 0, [1, 2, 3], 0), (3, 2, [3], 0), (3, 3, [], 0),
            // a cursor of the future is of another run
            (3, 9, [1, 2, 3], 0),
        ] as [(Int, UInt64, [UInt64], UInt64)])
    func readersGoOnWhereTheyWere(count: Int, cursor: UInt64, expected: [UInt64], missed: UInt64) {
        let log = EventLog()
        for time in 0..<count { log.append(at: Double(time), domain, .reboot, detail: nil) }
        let answer = log.events(after: cursor)
        #expect(answer.events.map(\.cursor) == expected && answer.missed == missed && answer.newest == UInt64(count))
    }

    @Test func whoComesTooLateIsToldWhatIsMissing() {
        let log = EventLog()
        let count = UInt64(EventLog.capacity) + 10
        for time in 0..<count { log.append(at: Double(time), domain, .reboot, detail: nil) }
        let answer = log.events(after: 4)
        #expect(answer.missed == 6 && answer.events.count == EventLog.capacity)
        #expect(answer.events.map(\.cursor) == Array(11...count))
        #expect(answer.newest == count)
    }

    @Test func sinceWhenNothingIsMissing() {
        let log = EventLog()
        #expect(log.completeSince(now: 50) == 50)
        log.listens(since: 10)
        // another listener, beside the first
        log.listens(since: 20)
        #expect(log.completeSince(now: 50) == 10)
        log.ceasesToListen()
        #expect(log.completeSince(now: 50) == 50)
        log.listens(since: 60)
        #expect(log.completeSince(now: 70) == 60)
        for time in 0..<EventLog.capacity { log.append(at: 100 + Double(time), domain, .reboot, detail: nil) }
        #expect(log.completeSince(now: 9999) == 60)
        for time in 0..<2 { log.append(at: 9000 + Double(time), domain, .reboot, detail: nil) }
        #expect(log.completeSince(now: 9999) == 101)
    }
}
