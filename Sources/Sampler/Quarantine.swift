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
        /// Whom else that call may wait for.
        var suspicion: Suspicion?
        /// Whether libvirt passes the guest over as long as a call waits for it.
        var isPassedOver = true
        /// When to try the guest again on its own, if no call waits for it.
        var probeAt: MonotonicTime
        var pause = Quarantine.shortest
    }

    /// A call that was given up, and nobody knows yet for whom it waits.
    private struct Suspicion: Sendable {
        let call: UInt64
        /// In the order libvirt reads them.
        let domains: [DomainIdentity]
        /// Whether it is sure to wait for one of them, rather than for libvirt.
        var isSure = false
    }

    private var cases: [DomainIdentity.UUID: Case] = [:]
    private var suspicions: [Suspicion] = []

    private static let shortest = Duration.seconds(1)
    private static let longest = Duration.seconds(60)

    /// How many guests there are.
    var count: Int { cases.count }

    func contains(_ domain: DomainIdentity) -> Bool { cases[domain.uuid].map { $0.domain.id == domain.id } ?? false }

    /// What to ask a guest; `nil` if it is none of these.
    func groups(of domain: DomainIdentity) -> GroupSet? {
        guard contains(domain), let patient = cases[domain.uuid] else { return nil }
        guard patient.isPassedOver else { return .withoutMonitor }
        return patient.call == nil ? .quarantined : .watched
    }

    /// Whether a call is known to wait for a guest.
    func explains(_ call: UInt64) -> Bool {
        cases.values.contains { $0.call == call } || suspicions.contains { $0.call == call && $0.isSure }
    }

    /// Remembers a call that was given up, until one of its domains turns out to be the one it waits for.
    mutating func suspect(_ domains: [DomainIdentity], of call: UInt64) {
        suspicions.append(Suspicion(call: call, domains: domains))
    }

    /// Takes in the one guest that a call was for which was given up, and for which libvirt passes over nobody.
    mutating func blame(_ domain: DomainIdentity, for call: UInt64, at now: MonotonicTime) {
        cases[domain.uuid] = Case(domain: domain, call: call, isPassedOver: false, probeAt: now)
    }

    /// Takes in the guests that the calls given up wait for.
    ///
    /// A call waits for the first silent one of its domains, for libvirt reads them in their order; unless that one was
    /// silent because of somebody else's call, and is heard later.
    /// - Parameters:
    ///   - silent: The guests whose monitor was passed over because another call waits for it.
    ///   - heard: The guests whose monitor answered.
    mutating func blame(
        silent: some Sequence<DomainIdentity>, heard: some Sequence<DomainIdentity>, at now: MonotonicTime
    ) {
        if !cases.isEmpty {
            for domain in heard where contains(domain) {
                guard var suspicion = cases[domain.uuid]?.suspicion else { continue }
                suspicion.isSure = true
                cases[domain.uuid] = nil
                suspicions.append(suspicion)
            }
        }
        guard !suspicions.isEmpty else { return }
        var silent = Set(silent.filter { !contains($0) }.map(\.uuid))
        suspicions.removeAll { suspicion in
            guard let domain = suspicion.domains.first(where: { silent.contains($0.uuid) }) else { return false }
            silent.remove(domain.uuid)
            cases[domain.uuid] = Case(domain: domain, call: suspicion.call, suspicion: suspicion, probeAt: now)
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
            patient.suspicion = nil
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
