import Catalogue
import Snapshot

/// What earlier rounds found out and the next need not ask again.
struct Known: Sendable {
    var facts = FactsCache()
    var slow = SlowTier()
    var groups = GroupMemory()
    var quarantine = Quarantine()
    var silences: Silences
    /// Guests whose monitor was not asked the last time, because too many calls were held and this one may hold another.
    var withheld: Set<DomainIdentity.UUID> = []
    var jobs = JobMemory()
    var patience: Patience
    /// What each domain's statistics took lately, in seconds.
    var costs: [DomainIdentity.UUID: Double] = [:]

    init(_ options: SamplerOptions) {
        silences = Silences(longest: options.longestSilence)
        patience = Patience(first: options.firstPatience)
    }
}

extension Known {
    /// Whether a guest's monitor does not answer: a call of ours waits for it, or somebody else's for so long.
    func isStuck(_ domain: DomainIdentity, at now: MonotonicTime) -> Bool {
        quarantine.contains(domain) || silences.isStuck(domain, at: now)
    }
}

/// A reading, and the moment before it was asked for.
struct TimedReading: Sendable {
    let reading: DomainReading
    let sampledAt: MonotonicTime
    /// What was asked.
    var asked: GroupSet = []
    /// What it took, in seconds.
    var cost = 0.0
    /// Its shard among those of the round, from 0 to 1.
    var turn = 0.0
}

/// What a round brought.
struct RoundResult: Sendable {
    var inventory: [InventoryEntry] = []
    /// By UUID.
    var readings: [DomainIdentity.UUID: TimedReading] = [:]
    /// Active domains that there was nothing to ask about.
    var unasked: Set<DomainIdentity.UUID> = []
    var known: Known
    var collectors: [Collector: CollectorOutcome] = [:]
    var problems: [StatsFailure] = []
    /// Set if libvirt could not be asked.
    var lost: StatsFailure?

    mutating func note(_ failure: StatsFailure) {
        problems.append(failure)
        if failure.kind == .unreachable || failure.kind == .misconfigured { lost = failure }
    }
}

/// What became of a collector in a round.
struct CollectorOutcome: Sendable {
    var duration: Duration
    var succeeded: Bool
}
