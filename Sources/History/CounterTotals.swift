import Catalogue
public import Snapshot

/// What is kept of a domain's sample to tell later how its counters grew: little, however many devices it has.
public struct CounterTotals: Sendable {
    /// A counter summed over the devices that have it.
    struct Total: Sendable {
        var sum: UInt64
        /// Which devices those are, as a hash of their names.
        var devices: Int
    }

    /// libvirt's number of the run.
    let run: Int32
    /// The moment before libvirt was asked.
    let sampledAt: MonotonicTime
    let totals: PerCounter<Total?>

    /// The totals of a sample, or `nil` if the domain is inactive or was never read.
    public init?(_ domain: DomainSample) {
        guard let run = domain.identity.id, let sampledAt = domain.sampledAt else { return nil }
        self.run = run
        self.sampledAt = sampledAt
        totals = PerCounter.metrics.map { Self.total(of: $0, in: domain.values) }
    }

    private static func total(of metric: MetricID, in values: ValueSet) -> Total? {
        let scope = metric.metric.scope
        var sum: UInt64?
        var devices = Hasher()
        for (position, entity) in values.entities.enumerated() where entity.scope == scope {
            guard let bits = values.bits(of: metric, entity: position) else { continue }
            sum = (sum ?? 0) &+ bits
            devices.combine(entity.labels)
        }
        return sum.map { Total(sum: $0, devices: devices.finalize()) }
    }

    /// Growth a second since an earlier sample: CPUs for the CPU time, bytes for the rest.
    ///
    /// A counter is absent if either sample lacks it, if it went back, or if its devices are others: how much those had
    /// before is not known. The sampler leaves out a single device's counter that went back, so it cannot hide in a sum.
    ///
    /// - Returns: `nil` if the domain started anew in between, or no time passed.
    public func rates(since old: CounterTotals) -> DomainRates? {
        guard run == old.run, old.sampledAt < sampledAt else { return nil }
        let seconds = (sampledAt - old.sampledAt) / .seconds(1)
        let growth = totals.merging(old.totals) { new, old -> UInt64? in
            guard let new, let old, new.devices == old.devices, new.sum >= old.sum else { return nil }
            return new.sum - old.sum
        }
        return growth.merging(.metrics) { growth, metric in growth.map { metric.metric.base($0) / seconds } }
    }

    /// Whether these are of another run than the earlier ones: the number is another, or the CPU time went back.
    func isOfAnotherRun(than old: CounterTotals) -> Bool {
        if run != old.run { return true }
        guard let new = totals.cpuTime, let old = old.totals.cpuTime else { return false }
        return new.sum < old.sum
    }
}

/// How fast the counters of a domain grow: CPUs (1 is one CPU all the time) and bytes a second; `nil` where unknown.
public typealias DomainRates = PerCounter<Double?>
