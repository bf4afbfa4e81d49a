import Snapshot
import Testing

@testable import CollectdOutput

/// Events of guests whose names are not known yet.
@Suite struct WaitingEventsTests {
    private let start = ContinuousClock.now

    private func event(_ cursor: UInt64, of guest: UInt64, _ name: String = "a") -> GuestEvent {
        GuestEvent(
            cursor: cursor, at: 1, domain: name, uuid: SyntheticHost.uuid(guest), kind: "started", detail: "booted")
    }

    @Test func eachGuestsStayInOrder() {
        var waiting = WaitingEvents(interval: 10)
        for cursor in 1...6 as ClosedRange<UInt64> { waiting.add(event(cursor, of: cursor % 2 + 1), at: start) }
        #expect(waiting.guests == [SyntheticHost.uuid(2), SyntheticHost.uuid(1)])
        #expect(waiting.take(SyntheticHost.uuid(2)).map(\.cursor) == [1, 3, 5])
        #expect(!waiting.has(SyntheticHost.uuid(2)) && waiting.has(SyntheticHost.uuid(1)))
        #expect(waiting.take(SyntheticHost.uuid(2)).isEmpty)
        #expect(waiting.take(SyntheticHost.uuid(1)).map(\.cursor) == [2, 4, 6] && waiting.guests.isEmpty)
    }

    @Test(arguments: [(10.0, 60), (30, 60), (60, 120), (300, 600)])
    func theyWaitForTwoIntervals(interval: Double, seconds: Int) {
        var waiting = WaitingEvents(interval: interval)
        waiting.add(event(1, of: 1), at: start)
        waiting.add(event(2, of: 1), at: start + .seconds(seconds - 1))
        waiting.add(event(3, of: 2), at: start + .seconds(seconds - 1))
        #expect(waiting.overdue(at: start + .seconds(seconds - 1)).isEmpty)
        // the later ones of a guest with the first one
        #expect(waiting.overdue(at: start + .seconds(seconds)) == [SyntheticHost.uuid(1)])
    }

    @Test func whatHasNoRoomIsCounted() {
        var waiting = WaitingEvents(interval: 10)
        for cursor in 1...UInt64(WaitingEvents.most) { waiting.add(event(cursor, of: cursor % 7), at: start) }
        #expect(waiting.takeProblem() == nil)
        waiting.add(event(5000, of: 1), at: start)
        waiting.add(event(5001, of: 9), at: start)
        #expect(waiting.takeProblem()?.contains(" 2 ") == true && waiting.takeProblem() == nil)
        #expect(!waiting.has(SyntheticHost.uuid(9)))
        #expect(waiting.take(SyntheticHost.uuid(1)).last?.cursor != 5000)
        waiting.add(event(5002, of: 9), at: start)
        #expect(waiting.has(SyntheticHost.uuid(9)) && waiting.takeProblem() == nil)
    }

    @Test func theNameIsTheLastOne() {
        var waiting = WaitingEvents(interval: 10)
        #expect(waiting.identity(of: SyntheticHost.uuid(1)) == nil)
        for name in ["old", "new"] { waiting.add(event(1, of: 1, name), at: start) }
        #expect(waiting.identity(of: SyntheticHost.uuid(1))?.name == "new")
    }
}
