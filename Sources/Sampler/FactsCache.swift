import Snapshot

/// The facts of domains' XML, read once per run of a domain and again when they are old.
struct FactsCache: Sendable {
    private struct Entry: Sendable {
        let id: Int32?
        let announcedChanges: UInt64?
        /// `nil` if they could never be read.
        let facts: Shared<DomainFacts>?
        /// Why they could not be read the last time.
        var failure: StatsFailure?
        let expires: MonotonicTime
    }

    private var entries: [DomainIdentity.UUID: Entry] = [:]
    /// Calls that have not told the XML of their domain yet.
    private var held: [DomainIdentity.UUID: UInt64] = [:]

    /// Whether facts are there that still hold, for this run of the domain.
    func isCurrent(for domain: InventoryEntry, at now: MonotonicTime) -> Bool {
        guard let entry = entries[domain.identity.uuid] else { return false }
        return entry.id == domain.identity.id && entry.announcedChanges == domain.announcedChanges
            && now < entry.expires
    }

    /// The facts last read, though they may be old or of another run: better than none when reading fails.
    func lastFacts(of domain: DomainIdentity) -> Shared<DomainFacts>? { entries[domain.uuid]?.facts }

    /// Why the facts could not be read the last time.
    func failure(of domain: DomainIdentity) -> StatsFailure? { entries[domain.uuid]?.failure }

    /// Whether a call for it has not returned yet.
    func isHeld(_ domain: DomainIdentity) -> Bool { held[domain.uuid] != nil }

    /// Remembers that a call for it does not return.
    mutating func hold(_ domain: DomainIdentity, by call: UInt64) { held[domain.uuid] = call }

    /// Learns that these calls returned: their domains are asked again.
    mutating func settle(_ calls: some Collection<UInt64>) {
        guard !held.isEmpty else { return }
        held = held.filter { !calls.contains($0.value) }
    }

    mutating func store(_ facts: DomainFacts, of entry: InventoryEntry, at now: MonotonicTime, maxAge: Duration) {
        let last = entries[entry.identity.uuid]?.facts
        // the same object as long as they are the same
        let shared = last.flatMap { $0.value == facts ? $0 : nil } ?? Shared(facts)
        store(shared, nil, of: entry, at: now, maxAge: maxAge)
    }

    /// Remembers that the facts cannot be read; the last ones stay.
    mutating func store(_ failure: StatsFailure, of entry: InventoryEntry, at now: MonotonicTime, maxAge: Duration) {
        store(entries[entry.identity.uuid]?.facts, failure, of: entry, at: now, maxAge: maxAge)
    }

    private mutating func store(
        _ facts: Shared<DomainFacts>?, _ failure: StatsFailure?, of entry: InventoryEntry, at now: MonotonicTime,
        maxAge: Duration
    ) {
        let domain = entry.identity
        // spread over the second half of the time, or all domains of a host would be read again in one round
        let spread = Double(UInt8(truncatingIfNeeded: domain.uuid.hashValue)) / 512
        entries[domain.uuid] = Entry(
            id: domain.id, announcedChanges: entry.announcedChanges, facts: facts, failure: failure,
            expires: MonotonicTime(sinceOrigin: now.sinceOrigin + maxAge * (1 - spread)))
    }

    mutating func keepOnly(_ domains: [InventoryEntry]) {
        guard entries.count > domains.count else { return }
        let known = Set(domains.map(\.identity.uuid))
        entries = entries.filter { known.contains($0.key) }
    }
}
