import Snapshot

/// The facts of domains' XML, read once per run of a domain and again when they are old.
struct FactsCache: Sendable {
    private struct Entry: Sendable {
        let id: Int32?
        let facts: DomainFacts
        let expires: MonotonicTime
    }

    private var entries: [String: Entry] = [:]

    /// The facts that still hold, for this run of the domain.
    func facts(of domain: DomainIdentity, at now: MonotonicTime) -> DomainFacts? {
        guard let entry = entries[domain.uuid], entry.id == domain.id, now < entry.expires else { return nil }
        return entry.facts
    }

    /// The facts last read, though they may be old or of another run: better than none when reading fails.
    func lastFacts(of domain: DomainIdentity) -> DomainFacts? { entries[domain.uuid]?.facts }

    mutating func store(_ facts: DomainFacts, of domain: DomainIdentity, at now: MonotonicTime, maxAge: Duration) {
        // spread over the second half of the time, or all domains of a host would be read again in one round
        let spread = Double(UInt8(truncatingIfNeeded: domain.uuid.hashValue)) / 512
        entries[domain.uuid] = Entry(
            id: domain.id, facts: facts,
            expires: MonotonicTime(sinceOrigin: now.sinceOrigin + maxAge * (1 - spread)))
    }

    mutating func keepOnly(_ domains: [InventoryEntry]) {
        let known = Set(domains.map(\.identity.uuid))
        entries = entries.filter { known.contains($0.key) }
    }
}
