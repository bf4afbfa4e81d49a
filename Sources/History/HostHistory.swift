public import Snapshot

/// What is remembered of all domains of a host, sample by sample.
public struct HostHistory: Sendable {
    private var domains: [DomainIdentity.UUID: DomainHistory] = [:]
    /// The moment of the last snapshot that was noted.
    private var notedAt: MonotonicTime?
    /// Whether one was noted after the first, so that there are rates.
    private var hasRates = false

    /// Snapshots closer together would only make the same means out of more parts.
    static let spacing = RateRing.step / 4

    /// A history that knows nothing yet.
    public init() {}

    /// The history of a domain, or `nil` if it is inactive or unknown.
    public subscript(domain: DomainIdentity) -> DomainHistory? { domains[domain.uuid] }

    /// Notes a snapshot, unless it follows another closely.
    ///
    /// Domains that are gone or do not run any more are forgotten, unless libvirt is down and nobody
    /// knows whether they are.
    public mutating func note(_ snapshot: Snapshot) {
        if let notedAt {
            guard !hasRates || snapshot.startedAt - notedAt >= Self.spacing else { return }
            hasRates = true
        }
        notedAt = snapshot.startedAt
        var running: Set<DomainIdentity.UUID> = []
        running.reserveCapacity(snapshot.domains.count)
        for domain in snapshot.domains {
            guard let totals = CounterTotals(domain) else { continue }
            let uuid = domain.identity.uuid
            running.insert(uuid)
            if domains[uuid]?.note(totals) == nil { domains[uuid] = DomainHistory(totals) }
        }
        if snapshot.status.isUp, running.count < domains.count {
            domains = domains.filter { running.contains($0.key) }
        }
    }
}
