import Catalogue
import Snapshot

/// Makes the next snapshot of the last one and of what a round brought.
struct Merge {
    let previous: Snapshot
    let facts: FactsCache
    let options: SamplerOptions
    let now: MonotonicTime
    /// The same in seconds of Unix time.
    let wallTime: Double
    let heldCalls: Int
    /// When the run of a domain began, in seconds of Unix time.
    let startTime: (DomainIdentity) -> Double?

    /// - Parameter result: `nil` if libvirt could not be asked.
    func snapshot(of result: RoundResult?, problems: [StatsFailure], startedAt: MonotonicTime) -> Snapshot {
        let status = SampleStatus(
            isUp: result != nil, lastAnswered: result == nil ? previous.status.lastAnswered : startedAt,
            heldCalls: heldCalls, duration: now - startedAt, rounds: previous.status.rounds + 1,
            collectors: collectors(of: result), problems: problems)
        let domains = result.map(domains) ?? previous.domains.filter(isFresh)
        let slow = result?.known.slow
        let isSame = domains.elementsEqual(previous.domains) { $0.identity == $1.identity && $0.facts === $1.facts }
        return Snapshot(
            generation: previous.generation + 1, startedAt: startedAt,
            factsGeneration: previous.factsGeneration + (isSame ? 0 : 1), domains: domains,
            host: slow?.host, storagePools: slow?.storagePools.values ?? ValueSet(),
            networks: slow?.networks.values ?? ValueSet(), status: status)
    }

    private func domains(of result: RoundResult) -> [DomainSample] {
        var known = PreviousDomains(previous.domains)
        var samples: [DomainSample] = []
        samples.reserveCapacity(result.inventory.count)
        let isAnswered = result.collectors.contains { $0.key.statsBit != nil && $0.value.succeeded }
        for entry in result.inventory {
            let timed = result.readings[entry.identity.uuid]
            let reading = timed?.reading
            let before = known.sample(of: entry.identity.uuid)
            let old =
                reading == nil || reading?.state == nil
                ? before.flatMap { $0.identity == entry.identity && isFresh($0) ? $0 : nil } : nil
            // libvirt answered, but not about this one: it is gone since the inventory
            if reading == nil, entry.identity.id != nil, isAnswered, !result.unasked.contains(entry.identity.uuid) {
                continue
            }
            // a domain that started anew since the inventory is told as the run it is
            let identity = reading?.identity ?? entry.identity
            let state = reading?.state ?? old?.state
            var values = reading?.values ?? old?.values ?? ValueSet()
            if reading != nil, let before, before.identity.id == identity.id {
                values.removeCounters(belowThoseOf: before.values)
            }
            let times = LifeTimes(identity, state, entry.events, previous: before, now: wallTime, startTime: startTime)
            samples.append(
                DomainSample(
                    identity: identity,
                    state: state,
                    isAutostarted: entry.isAutostarted,
                    isPersistent: entry.isPersistent,
                    facts: facts.lastFacts(of: entry.identity),
                    values: values,
                    sampledAt: timed?.sampledAt ?? old?.sampledAt,
                    isStuck: result.known.isStuck(entry.identity, at: now),
                    startedAt: times.startedAt, stateChangedAt: times.stateChangedAt,
                    events: entry.events, jobs: result.known.jobs.jobs(of: entry)))
        }
        let isSorted = zip(samples, samples.dropFirst()).allSatisfy { $0.identity.name < $1.identity.name }
        return isSorted ? samples : samples.sorted { $0.identity.name < $1.identity.name }
    }

    private func isFresh(_ sample: DomainSample) -> Bool {
        sample.sampledAt.map { now - $0 <= options.maxAge } ?? false
    }

    private func collectors(of result: RoundResult?) -> [Collector: CollectorStatus] {
        var statuses: [Collector: CollectorStatus] = [:]
        for collector in options.collectors where collector != .unknown {
            let last = previous.status.collectors[collector]?.lastSuccess
            if let outcome = result?.collectors[collector] {
                statuses[collector] = CollectorStatus(
                    duration: outcome.duration, succeeded: outcome.succeeded,
                    lastSuccess: outcome.succeeded ? now : last)
            } else if result == nil {
                statuses[collector] = CollectorStatus(duration: nil, succeeded: false, lastSuccess: last)
            } else {
                // its interval is not over, or its driver has no such thing
                statuses[collector] = previous.status.collectors[collector]
            }
        }
        return statuses
    }
}

/// The domains of the last snapshot, which mostly are those of the next in the same order.
private struct PreviousDomains {
    private let domains: [DomainSample]
    private var next = 0
    private lazy var byUUID = Dictionary(
        domains.lazy.map { ($0.identity.uuid, $0) }, uniquingKeysWith: { first, _ in first })

    init(_ domains: [DomainSample]) { self.domains = domains }

    mutating func sample(of domain: DomainIdentity.UUID) -> DomainSample? {
        if domains.indices.contains(next), domains[next].identity.uuid == domain {
            next += 1
            return domains[next - 1]
        }
        return byUUID[domain]
    }
}
