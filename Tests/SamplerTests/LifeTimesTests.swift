import Sampler
import Snapshot
import Synchronization
import Testing

/// When domains started and changed their state, with and without events.
@Suite("Life times", .timeLimit(.minutes(1)))
struct LifeTimesTests {
    private let clock = TestClock()
    private let source = FakeSource()

    private func sampler() -> Sampler<FakeSource, TestClock> {
        let clock = clock
        return source.sampler(clock) {
            // a thousand seconds into 1970 at the start
            $0.wallTime = { 1000 + (TestClock.Instant(offset: .zero).duration(to: clock.now) / .seconds(1)) }
        }
    }

    /// What the next round says of the only domain, ten seconds on: when it started, and when its state changed.
    private func times(_ sampler: Sampler<FakeSource, TestClock>) async -> [Double?] {
        clock.advance(by: .seconds(10))
        let snapshot = await sampler.ask(clock)
        guard let domain = snapshot.domains.first else { return [] }
        return [domain.startedAt, domain.stateChangedAt]
    }

    private func set(id: Int32?, _ events: DomainEvents? = nil) {
        let entry = FakeSource.entry("a", id: id)
        source.change {
            $0.domains = [
                InventoryEntry(identity: entry.identity, isAutostarted: nil, isPersistent: nil, events: events)
            ]
            $0.cpuTimes = ["a": 1]
        }
    }

    @Test func withoutEventsTheDifferenceOfSamplesTells() async {
        let sampler = sampler()
        set(id: nil)
        #expect(await times(sampler) == [nil, nil])
        set(id: 1)
        #expect(await times(sampler) == [1020, 1020])
        #expect(await times(sampler) == [1020, 1020])
        // another run in the same state
        set(id: 2)
        #expect(await times(sampler) == [1040, 1040])
        source.change { $0.state = NamedState(number: 3, name: "paused", reason: "user") }
        #expect(await times(sampler) == [1040, 1050])
        #expect(await times(sampler) == [1040, 1050])
        set(id: nil)
        #expect(await times(sampler) == [nil, 1070])
    }

    @Test func anAnnouncementKnowsBetter() async {
        let sampler = sampler()
        set(id: nil)
        _ = await times(sampler)
        var events = DomainEvents()
        events.record(.started, at: 1013)
        events.lastStart = .init(run: 1, at: 1013)
        set(id: 1, events)
        #expect(await times(sampler) == [1013, 1013])
        events.record(.suspended, at: 1024)
        set(id: 1, events)
        source.change { $0.state = NamedState(number: 3, name: "paused", reason: "user") }
        #expect(await times(sampler) == [1013, 1024])
        // resumed while nobody listened
        source.change { $0.state = NamedState(number: 1, name: "running", reason: "unpaused") }
        #expect(await times(sampler) == [1013, 1040])
        #expect(await times(sampler) == [1013, 1040])
    }

    @Test func aStartThatNobodyAnnouncedIsNotTheOneBefore() async {
        let sampler = sampler()
        var events = DomainEvents()
        events.record(.started, at: 1001)
        events.lastStart = .init(run: 1, at: 1001)
        set(id: 1, events)
        #expect(await times(sampler) == [1001, 1001])
        // another run while nobody listened
        set(id: 2, events)
        #expect(await times(sampler) == [1020, 1020])
        #expect(await times(sampler) == [1020, 1020])
    }

    /// Of a run that began before anybody listened too.
    @Test func whatElseTellsOfAStart() async {
        let sampler = sampler()
        source.change { $0.startTimes = [1: 400.5, 2: 1033.25] }
        set(id: 1)
        #expect(await times(sampler) == [400.5, nil])
        // the host gave the number to another run while nobody looked
        source.change { $0.startTimes[1] = 1018 }
        #expect(await times(sampler)[0] == 1018)
        set(id: nil)
        #expect(await times(sampler) == [nil, 1030])
        var events = DomainEvents()
        events.record(.started, at: 1033.5)
        events.lastStart = .init(run: 2, at: 1033.5)
        set(id: 2, events)
        // the same as it would say if the announcement had not been heard
        #expect(await times(sampler) == [1033.25, 1033.5])
        #expect(await times(sampler) == [1033.25, 1033.5])
        // nothing tells of this one but its announcement
        events.lastStart = .init(run: 3, at: 1066)
        set(id: 3, events)
        #expect(await times(sampler)[0] == 1066)
        #expect(await times(sampler)[0] == 1066)
        // it tells later than a run is seen
        set(id: 4)
        #expect(await times(sampler)[0] == 1080)
        source.change { $0.startTimes[4] = 1079 }
        #expect(await times(sampler)[0] == 1079)
    }

    /// Nothing began in the future, whatever a clock said at the start of the host.
    @Test func aStartInTheFuture() async {
        let sampler = sampler()
        source.change { $0.startTimes = [1: 8000] }
        set(id: 1)
        #expect(await times(sampler) == [nil, nil])
        set(id: nil)
        _ = await times(sampler)
        set(id: 1)
        #expect(await times(sampler)[0] == 1030)
    }

    @Test func whatWasNeverSeenIsNotTold() async {
        let sampler = sampler()
        set(id: 7)
        #expect(await times(sampler) == [nil, nil])
        #expect(await times(sampler) == [nil, nil])
    }
}
