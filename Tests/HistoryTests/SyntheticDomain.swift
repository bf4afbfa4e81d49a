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

    /// A snapshot that began at this moment, by default that of its first domain.
    static func host(_ domains: [DomainSample], at seconds: Double? = nil, isUp: Bool = true) -> Snapshot {
        let moment = seconds.map { MonotonicTime(sinceOrigin: .seconds($0)) } ?? domains.first?.sampledAt
        return Snapshot(
            generation: 1, startedAt: moment ?? MonotonicTime(sinceOrigin: .zero), factsGeneration: 1,
            domains: domains, host: nil, status: SampleStatus(isUp: isUp))
    }
}
