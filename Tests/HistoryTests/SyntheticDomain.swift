import Snapshot

/// Samples of domains and of hosts, made of libvirt fields.
enum SyntheticDomain {
    static func sample(
        _ fields: [String: UInt64], at seconds: Double, run: Int32? = 1, number: UInt64 = 1, names: [String] = ["vda"]
    ) -> DomainSample {
        var builder = ValueSetBuilder()
        for (index, name) in names.enumerated() { builder.add("block.\(index).name", .string(name)) }
        for (field, value) in fields { builder.add(field, .unsigned(value)) }
        return DomainSample(
            identity: DomainIdentity(name: "guest\(number)", uuid: .init(high: 0, low: number), id: run),
            state: nil, isAutostarted: nil, isPersistent: nil, facts: nil, values: builder.finish(),
            sampledAt: MonotonicTime(sinceOrigin: .seconds(seconds)))
    }

    /// A domain of whose CPUs this part is used since the clock began.
    static func busy(_ cpus: Double, at seconds: Double, run: Int32? = 1, number: UInt64 = 1) -> DomainSample {
        sample(["cpu.time": UInt64(cpus * seconds * 1e9)], at: seconds, run: run, number: number)
    }

    static func host(_ domains: [DomainSample], at seconds: Double = 0, isUp: Bool = true) -> Snapshot {
        Snapshot(
            generation: 1, startedAt: MonotonicTime(sinceOrigin: .seconds(seconds)), factsGeneration: 1,
            domains: domains, host: nil, storagePools: ValueSet(), status: SampleStatus(isUp: isUp))
    }
}
