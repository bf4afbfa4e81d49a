import Snapshot

/// The guests whose monitor does not answer.
///
/// Such a guest holds one call of ours, in libvirtd a worker. As long as it does, the guest is asked only for what
/// needs no monitor: a second call that waits for it would hold a second worker.
struct Quarantine: Sendable {
    private struct Case: Sendable {
        let domain: DomainIdentity
        /// The call that waits for the guest; `nil` if the connection broke under it, for its worker may still wait.
        var call: UInt64?
        /// When to try the guest again on its own, if no call waits for it.
        var probeAt: MonotonicTime
        var pause = Quarantine.shortest
    }

    /// A call that was given up, and nobody knows yet for whom it waits.
    private struct Suspicion: Sendable {
        let call: UInt64
        /// In the order libvirt reads them.
        let domains: [DomainIdentity]
    }

    private var cases: [DomainIdentity.UUID: Case] = [:]
    private var suspicions: [Suspicion] = []

    private static let shortest = Duration.seconds(1)
    private static let longest = Duration.seconds(60)

    /// How many guests there are.
    var count: Int { cases.count }

    func contains(_ domain: DomainIdentity) -> Bool { cases[domain.uuid].map { $0.domain.id == domain.id } ?? false }

    /// Remembers a call that was given up, until one of its domains turns out to be the one it waits for.
    mutating func suspect(_ domains: [DomainIdentity], of call: UInt64) {
        suspicions.append(Suspicion(call: call, domains: domains))
    }

    /// Takes in the guests that the calls given up wait for.
    ///
    /// - Parameter silent: The guests whose monitor was passed over because another call waits for it. A call waits for
    ///   the first of these among its domains, for libvirt reads them in their order.
    mutating func blame(_ silent: some Sequence<DomainIdentity>, at now: MonotonicTime) {
        guard !suspicions.isEmpty else { return }
        var silent = Set(silent.filter { !contains($0) }.map(\.uuid))
        suspicions.removeAll { suspicion in
            guard let domain = suspicion.domains.first(where: { silent.contains($0.uuid) }) else { return false }
            silent.remove(domain.uuid)
            cases[domain.uuid] = Case(domain: domain, call: suspicion.call, probeAt: now)
            return true
        }
    }

    /// Lets go of the guests whose calls returned, unless the connection broke under them.
    mutating func settle(_ failures: [UInt64: StatsFailure?], at now: MonotonicTime) {
        suspicions.removeAll { failures.keys.contains($0.call) }
        for (uuid, var patient) in cases {
            guard let call = patient.call, let failure = failures[call] else { continue }
            guard let failure, failure.kind == .unreachable || failure.kind == .late else {
                cases[uuid] = nil
                continue
            }
            patient.call = nil
            patient.probeAt = MonotonicTime(sinceOrigin: now.sinceOrigin + patient.pause)
            patient.pause = min(patient.pause * 2, Self.longest)
            cases[uuid] = patient
        }
    }

    /// Forgets guests that ended or began a new run.
    mutating func keepOnly(_ inventory: [InventoryEntry]) {
        guard !cases.isEmpty else { return }
        let runs = Dictionary(inventory.lazy.map { ($0.identity.uuid, $0.identity.id) }, uniquingKeysWith: { $1 })
        cases = cases.filter { runs[$0.key] == .some($0.value.domain.id) }
    }

    /// The guests to be tried again.
    func due(at now: MonotonicTime) -> [DomainIdentity] {
        cases.values.filter { $0.call == nil && $0.probeAt <= now }.map(\.domain)
    }

    /// Remembers the call that tries a guest again.
    mutating func probe(_ domain: DomainIdentity, by call: UInt64) { cases[domain.uuid]?.call = call }
}
