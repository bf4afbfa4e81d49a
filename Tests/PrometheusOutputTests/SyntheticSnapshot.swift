import Catalogue
import Snapshot
import TestSnapshots

/// Snapshots made of libvirt fields.
enum SyntheticSnapshot {
    static func values(_ fields: [(String, FieldValue)]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields { builder.add(field, value) }
        return builder.finish()
    }

    static func domain(
        _ name: String, _ fields: [(String, FieldValue)] = [], state: NamedState? = nil, facts: DomainFacts? = nil
    ) -> DomainSample {
        DomainSample(
            identity: DomainIdentity(name: name, uuid: .init(high: 0x4000, low: 0x8000_0000_0000_0001), id: 1),
            state: state,
            isAutostarted: nil, isPersistent: nil, facts: facts.map { Shared($0) }, values: values(fields),
            sampledAt: MonotonicTime(sinceOrigin: .seconds(1)))
    }

    static func of(_ domains: [DomainSample], generation: UInt64 = 1, isUp: Bool = true, off: Set<Collector> = [])
        -> Snapshot
    {
        let collectors = Collector.allCases.filter { $0.isOnByDefault && !off.contains($0) }.map {
            ($0, CollectorStatus(duration: nil, succeeded: true, lastSuccess: nil))
        }
        return Snapshot(
            generation: generation, startedAt: MonotonicTime(sinceOrigin: .seconds(1)),
            factsGeneration: generation, domains: domains, host: nil,
            status: SampleStatus(
                isUp: isUp, lastAnswered: generation > 0 ? MonotonicTime(sinceOrigin: .seconds(1)) : nil,
                rounds: generation, collectors: Dictionary(uniqueKeysWithValues: collectors)))
    }

    static let report = SelfReportFixture.at(.seconds(3))
}
