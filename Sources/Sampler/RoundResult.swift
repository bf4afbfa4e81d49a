import Catalogue
import Snapshot

/// What a round brought.
struct RoundResult: Sendable {
    var inventory: [InventoryEntry] = []
    /// By UUID.
    var readings: [DomainIdentity.UUID: DomainReading] = [:]
    /// The moment before libvirt was asked for the readings.
    var sampledAt = MonotonicTime(sinceOrigin: .zero)
    var known: Known
    var collectors: [Collector: CollectorOutcome] = [:]
    var problems: [StatsFailure] = []
    /// Set if the session is lost.
    var lost: StatsFailure?
}

/// What became of a collector in a round.
struct CollectorOutcome: Sendable {
    var duration: Duration
    var succeeded: Bool
}
