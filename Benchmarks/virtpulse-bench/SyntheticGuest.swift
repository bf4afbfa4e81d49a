import Catalogue
import Libvirt
import Snapshot

/// Guests as a busy KVM host has them: four virtual CPUs, two disks, two interfaces.
enum SyntheticGuest {
    static func parameters(_ number: Int) -> TypedParameters {
        var parameters = TypedParameters()
        let base = UInt64(number) * 7_919
        parameters.append("state.state", .int(1))
        parameters.append("state.reason", .int(1))
        for (index, field) in ["cpu.time", "cpu.user", "cpu.system"].enumerated() {
            parameters.append(field, .ullong(base &* 1_000_003 + UInt64(index)))
        }
        for (index, field) in [
            "current", "maximum", "swap_in", "swap_out", "major_fault", "minor_fault", "unused",
            "available", "usable", "last-update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail", "rss",
        ].enumerated() {
            parameters.append("balloon.\(field)", .ullong(base + UInt64(index) * 4_096))
        }
        parameters.append("vcpu.current", .uint(4))
        parameters.append("vcpu.maximum", .uint(4))
        for vcpu in 0..<4 {
            parameters.append("vcpu.\(vcpu).state", .int(1))
            for field in ["time", "wait", "delay"] {
                parameters.append("vcpu.\(vcpu).\(field)", .ullong(base &* 1_234_567 + UInt64(vcpu)))
            }
        }
        parameters.append("net.count", .uint(2))
        for net in 0..<2 {
            parameters.append("net.\(net).name", .string("vnet\(number * 2 + net)"))
            for field in ["rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop"] {
                parameters.append("net.\(net).\(field)", .ullong(base &* 977))
            }
        }
        parameters.append("block.count", .uint(2))
        for block in 0..<2 {
            parameters.append("block.\(block).name", .string("vd\(block == 0 ? "a" : "b")"))
            parameters.append("block.\(block).path", .string("/var/lib/libvirt/images/guest-\(number)-\(block).qcow2"))
            parameters.append("block.\(block).backingIndex", .uint(UInt32(block)))
            for field in [
                "rd.reqs", "rd.bytes", "rd.times", "wr.reqs", "wr.bytes", "wr.times", "fl.reqs", "fl.times",
                "allocation", "capacity", "physical",
            ] {
                parameters.append("block.\(block).\(field)", .ullong(base &* 31_337 + UInt64(block)))
            }
        }
        return parameters
    }

    static func sample(_ name: String, _ values: ValueSet) -> DomainSample {
        var facts = DomainFacts()
        facts.hypervisorType = "kvm"
        facts.osType = "hvm"
        facts.architecture = "x86_64"
        facts.machine = "pc-q35-7.2"
        facts.disks = ["vda", "vdb"].map { DomainFacts.Disk(target: $0) }
        return DomainSample(
            identity: DomainIdentity(name: name, uuid: .init(high: 0x4000, low: 0x8000_0000_0000_0000), id: 1),
            state: NamedState(number: 1, name: "running", reason: "booted"), isAutostarted: true, isPersistent: true,
            facts: Shared(facts), values: values, sampledAt: MonotonicTime(sinceOrigin: .seconds(1)))
    }

    static func snapshot(_ domains: [DomainSample], generation: UInt64) -> Snapshot {
        Snapshot(
            generation: generation, startedAt: MonotonicTime(sinceOrigin: .seconds(1)), factsGeneration: 1,
            domains: domains, host: nil, storagePools: ValueSet(),
            status: SampleStatus(
                isUp: true,
                collectors: [
                    .info: CollectorStatus(duration: nil, succeeded: true, lastSuccess: nil),
                    .state: CollectorStatus(duration: nil, succeeded: true, lastSuccess: nil),
                ]))
    }
}

extension FieldValue {
    init(synthetic value: TypedValue) {
        switch value {
        case .int(let number): self = .signed(Int64(number))
        case .uint(let number): self = .unsigned(UInt64(number))
        case .llong(let number): self = .signed(number)
        case .ullong(let number): self = .unsigned(number)
        case .double(let number): self = .double(number)
        case .boolean(let truth): self = .boolean(truth)
        case .string(let text): self = .string(text)
        }
    }
}
