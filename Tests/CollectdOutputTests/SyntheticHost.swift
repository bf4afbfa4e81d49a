import Catalogue
import Snapshot

@testable import CollectdOutput

/// Hosts of guests that are made up.
enum SyntheticHost {
    static func values(_ fields: [String: FieldValue]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) { builder.add(field, value) }
        return builder.finish()
    }

    static func uuid(_ number: UInt64) -> DomainIdentity.UUID { .init(high: number << 32, low: number) }

    static func guest(
        _ name: String, _ fields: [String: FieldValue] = everything, uuid number: UInt64 = 1, id: Int32? = 1,
        state: (number: Int32, name: String, reason: String?) = (1, "running", "booted"), facts: DomainFacts? = nil,
        isStuck: Bool = false, isPersistent: Bool? = nil, at seconds: Double = 10, jobs: DomainJobs = DomainJobs(),
        events: DomainEvents? = nil
    ) -> DomainSample {
        DomainSample(
            identity: DomainIdentity(name: name, uuid: uuid(number), id: id),
            state: NamedState(number: state.number, name: state.name, reason: state.reason), isAutostarted: nil,
            isPersistent: isPersistent, facts: facts.map(Shared.init), values: values(fields),
            sampledAt: MonotonicTime(sinceOrigin: .seconds(seconds)), isStuck: isStuck, events: events, jobs: jobs)
    }

    static func sample(
        _ guests: [DomainSample], isUp: Bool = true, at seconds: Double = 10, clockSetBy shift: Double = 0,
        details: [DomainIdentity.UUID: GuestDetails] = [:]
    ) -> CollectdReport.Sample {
        let host = HostSample(
            uri: "qemu:///system", hostname: "node1", cpuModel: nil, driver: "QEMU", hypervisorVersion: nil,
            daemonVersion: nil, libraryVersion: nil, values: values(["virNodeInfo.cpus": .unsigned(4)]))
        let snapshot = Snapshot(
            generation: 1, startedAt: MonotonicTime(sinceOrigin: .seconds(seconds)), factsGeneration: 1,
            domains: guests, host: host, status: SampleStatus(isUp: isUp))
        return CollectdReport.Sample(
            snapshot, time: 1_700_000_000 + seconds + shift, steadyTime: seconds,
            now: MonotonicTime(sinceOrigin: .seconds(seconds + 0.5)),
            details: details)
    }

    /// The fields of a guest with something of everything.
    static let everything: [String: FieldValue] = [
        "cpu.time": .unsigned(123_456_789_012), "cpu.user": .unsigned(100_000_000_001),
        "cpu.system": .unsigned(23_456_789_011), "balloon.current": .unsigned(1_048_576),
        "balloon.maximum": .unsigned(2_097_152), "balloon.rss": .unsigned(524_288), "balloon.unused": .unsigned(7),
        "balloon.available": .unsigned(8), "balloon.usable": .unsigned(9), "balloon.disk_caches": .unsigned(10),
        "balloon.last-update": .unsigned(11), "balloon.swap_in": .unsigned(0), "balloon.swap_out": .unsigned(12),
        "balloon.major_fault": .unsigned(13), "balloon.minor_fault": .unsigned(14),
        "balloon.hugetlb_pgalloc": .unsigned(15), "vcpu.current": .unsigned(2), "vcpu.0.time": .unsigned(16),
        "vcpu.1.time": .unsigned(17), "vcpu.0.wait": .unsigned(18_000_000), "vcpu.0.delay": .unsigned(19_999_999),
        "net.count": .unsigned(1), "net.0.name": .string("vnet0"), "net.0.rx.bytes": .unsigned(20),
        "net.0.tx.bytes": .unsigned(21), "net.0.rx.pkts": .unsigned(22), "net.0.tx.pkts": .unsigned(23),
        "net.0.rx.errs": .unsigned(24), "net.0.tx.errs": .unsigned(25), "net.0.rx.drop": .unsigned(26),
        "net.0.tx.drop": .unsigned(27), "block.count": .unsigned(1), "block.0.name": .string("vda"),
        "block.0.rd.reqs": .unsigned(30), "block.0.wr.reqs": .unsigned(31), "block.0.rd.bytes": .unsigned(32),
        "block.0.wr.bytes": .unsigned(33), "block.0.rd.times": .unsigned(3_000_000),
        "block.0.wr.times": .unsigned(35), "block.0.fl.reqs": .unsigned(36), "block.0.fl.times": .unsigned(7_000_000),
        "block.0.allocation": .unsigned(38), "block.0.capacity": .unsigned(39), "block.0.physical": .unsigned(40),
        "perf.cmt": .unsigned(41), "perf.cpu_cycles": .unsigned(42), "perf.of_later": .unsigned(43),
    ]

    static func facts(source: String = "/var/lib/a.qcow2") -> DomainFacts {
        var facts = DomainFacts()
        var disk = DomainFacts.Disk(target: "vda")
        disk.type = "file"
        disk.source = source
        facts.disks = [disk]
        var other = DomainFacts.Interface()
        other.type = "hostdev"
        var interface = DomainFacts.Interface()
        interface.target = "vnet0"
        interface.macAddress = "52:54:00:11:22:33"
        facts.interfaces = [other, interface]
        return facts
    }

    /// A job with some of its numbers.
    static func job(_ prefix: String, error: String? = nil) -> DomainJob {
        DomainJob(
            operation: "migration_out", type: "bounded", error: error,
            values: values(["\(prefix).data_total": .unsigned(51), "\(prefix).time_elapsed": .unsigned(52)]))
    }
}
