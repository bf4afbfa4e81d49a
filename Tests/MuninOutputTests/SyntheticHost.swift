import Catalogue
import Snapshot

/// Hosts of guests that are made up.
enum SyntheticHost {
    static func values(_ fields: [String: FieldValue]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) { builder.add(field, value) }
        return builder.finish()
    }

    static func guest(
        _ name: String, _ fields: [String: FieldValue] = [:], uuid: UInt64 = 1, isActive: Bool = true,
        state: String = "running", isStuck: Bool = false, limits: DomainFacts.MemoryLimits? = nil,
        at seconds: Double = 10
    ) -> DomainSample {
        var facts = DomainFacts()
        facts.memoryLimits = limits
        return DomainSample(
            identity: DomainIdentity(name: name, uuid: .init(high: uuid << 48, low: uuid), id: isActive ? 1 : nil),
            state: NamedState(number: 1, name: state, reason: nil), isAutostarted: nil, isPersistent: nil,
            facts: Shared(facts), values: values(fields), sampledAt: MonotonicTime(sinceOrigin: .seconds(seconds)),
            isStuck: isStuck)
    }

    static func snapshot(
        _ guests: [DomainSample], isUp: Bool = true, pools: [String: [UInt64]] = [:], hasHost: Bool = true
    ) -> Snapshot {
        var builder = ValueSetBuilder()
        for (name, sizes) in pools.sorted(by: { $0.key < $1.key }) {
            for (metric, size) in zip(["capacity", "allocation", "available"], sizes) {
                builder.add(Catalogue.id(of: "virStoragePoolInfo.\(metric)"), named: name, .unsigned(size))
            }
        }
        let host = HostSample(
            uri: "qemu:///system", hostname: "node1", cpuModel: nil, driver: "QEMU", hypervisorVersion: nil,
            daemonVersion: nil, libraryVersion: nil,
            values: values(["virNodeInfo.cpus": .unsigned(4), "virNodeInfo.memory": .unsigned(8_388_608)]))
        return Snapshot(
            generation: 1, startedAt: MonotonicTime(sinceOrigin: .seconds(10)), factsGeneration: 1, domains: guests,
            host: hasHost ? host : nil, storagePools: builder.finish(),
            status: SampleStatus(
                isUp: isUp, heldCalls: 2, duration: .milliseconds(25), rounds: 1,
                collectors: [.block: CollectorStatus(duration: nil, succeeded: false, lastSuccess: nil)]))
    }

    /// The fields of a guest with two of everything.
    static let everything: [String: FieldValue] = [
        "cpu.time": .unsigned(123_456_789_012), "cpu.user": .unsigned(100_000_000_001),
        "cpu.system": .unsigned(23_456_789_011), "balloon.current": .unsigned(1_048_576),
        "balloon.maximum": .unsigned(2_097_152), "balloon.rss": .unsigned(524_288), "vcpu.current": .unsigned(2),
        "vcpu.0.delay": .unsigned(11), "vcpu.0.wait": .unsigned(7), "vcpu.1.delay": .unsigned(22),
        "vcpu.1.wait": .unsigned(9), "net.count": .unsigned(2), "net.0.name": .string("vnet7"),
        "net.0.rx.bytes": .unsigned(1000), "net.0.tx.bytes": .unsigned(2000), "net.1.name": .string("vnet9"),
        "net.1.rx.bytes": .unsigned(30), "net.1.tx.bytes": .unsigned(40), "block.count": .unsigned(2),
        "block.0.name": .string("vda"), "block.0.rd.reqs": .unsigned(10), "block.0.rd.bytes": .unsigned(4096),
        "block.0.rd.times": .unsigned(5_000_000), "block.0.wr.reqs": .unsigned(20),
        "block.0.wr.bytes": .unsigned(8192), "block.0.wr.times": .unsigned(7_000_000), "block.0.fl.reqs": .unsigned(3),
        "block.0.fl.times": .unsigned(900), "block.1.name": .string("sd-a"), "block.1.rd.bytes": .unsigned(1),
        "block.1.wr.bytes": .unsigned(2),
    ]

    /// A host with something of everything, and guests of names that break what is not careful.
    static let hostile = snapshot(
        [
            "web01", "a-b", "a.b", "a_b", "1web", "2web", "root", "host", "total", "日本", "中国", "x# timeout",
            "<b>&\"'</b>",
            "line\nmultigraph evil", "dot.value 7", ".", " ", "a_b__0002", "multigraph", "graph_title",
            String(repeating: "n", count: 250), "back\\", "\u{202e}evil", "U", "Domain-0",
        ].enumerated().map { guest($1, everything, uuid: UInt64($0 + 1)) } + [
            guest("off", [:], uuid: 91, isActive: false, state: "shutoff"),
            guest("stuck", ["cpu.time": .unsigned(5)], uuid: 92, isStuck: true),
            guest("stale", everything, uuid: 93, at: 3),
        ],
        pools: ["default": [1000, 250, 750], "my-pool": [0, 0, 0], "my.pool": [3, 1]])

    /// Every plugin that such a host can have, by name.
    static let plugins: [String] =
        ["libvirt", "libvirt-cputime", "libvirt-mem", "libvirt-blkstat", "libvirt-ifstat"]
        + ["cpu", "delay", "balloon", "disk", "iops", "latency", "network", "state", "pool", "sampler", "faults"]
        .map { "libvirt_\($0)" }
        + ["cpu", "delay", "balloon", "disk", "iops", "latency", "network", "state"].flatMap {
            ["libvirt_\($0)_web01", "libvirt_\($0)_nobody"]
        } + ["libvirt_pool_default", "libvirt_pool_nothing"]
}
