import Snapshot
import Testing

@Suite("Domain events")
struct DomainEventsTests {
    @Test func eventsAreCountedByKind() {
        var events = DomainEvents()
        for kind in DomainEvents.Kind.allCases { events.record(kind, at: 1) }
        events.record(.ioError, at: 2)
        #expect(
            events.counts[.ioError] == 2
                && events.counts.values.reduce(0, +) == UInt64(DomainEvents.Kind.allCases.count) + 1)
    }

    @Test func onlyWhatChangesTheStateSetsItsTime() {
        var events = DomainEvents()
        events.record(.defined, at: 1)
        events.record(.metadataChange, at: 2)
        #expect(events.stateChangedAt == nil)
        events.record(.started, at: 3)
        events.record(.suspended, at: 4)
        events.record(.balloonChange, at: 5)
        #expect(events.stateChangedAt == 4)
        events.record(.stopped, at: 6)
        #expect(events.stateChangedAt == 6)
    }
}
