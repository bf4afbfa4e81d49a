import Catalogue
import Snapshot

@testable import SNMPOutput

/// Hosts that are made up.
enum SyntheticHost {
    static func uuid(_ number: UInt64) -> DomainIdentity.UUID {
        .init(high: number &* 0x9E37_79B9_7F4A_7C15, low: number)
    }

    static func state(_ name: String, _ reason: String? = nil) -> NamedState {
        NamedState(number: Int32(Catalogue.domainStates.firstIndex(of: name) ?? 99), name: name, reason: reason)
    }

    static func values(_ fields: [String: FieldValue]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) { builder.add(field, value) }
        return builder.finish()
    }

    static func guest(
        _ name: String, _ number: UInt64, state: NamedState = state("running", "booted"), isActive: Bool = true,
        persistent: Bool? = true, _ fields: [String: FieldValue] = [:], facts: DomainFacts? = nil,
        startedAt: Double? = nil, isStuck: Bool = false
    ) -> DomainSample {
        DomainSample(
            identity: DomainIdentity(name: name, uuid: uuid(number), id: isActive ? Int32(number) : nil), state: state,
            isAutostarted: false, isPersistent: persistent, facts: facts.map { Shared($0) }, values: values(fields),
            sampledAt: MonotonicTime(sinceOrigin: .seconds(100)), isStuck: isStuck, startedAt: startedAt)
    }

    /// A guest with two processors, two disks and an interface.
    static func rich(_ name: String, _ number: UInt64, startedAt: Double? = 1_000) -> DomainSample {
        var facts = DomainFacts()
        facts.osType = "hvm"
        facts.title = "Number \(number)"
        var disk = DomainFacts.Disk(target: "vda")
        (disk.type, disk.device, disk.bus, disk.driverType, disk.isReadOnly) = (
            "file", "disk", "virtio", "qcow2", false
        )
        var cdrom = DomainFacts.Disk(target: "sda")
        (cdrom.type, cdrom.device, cdrom.bus, cdrom.driverType, cdrom.isReadOnly) = (
            "file", "cdrom", "sata", "raw", true
        )
        facts.disks = [disk, cdrom]
        var interface = DomainFacts.Interface()
        (interface.macAddress, interface.model, interface.target) = ("52:54:00:00:00:0a", "virtio", "vnet\(number)")
        facts.interfaces = [interface]
        var processors = DomainFacts.Processors()
        processors.pins = [1: "0,2"]
        facts.processors = processors
        var fields: [String: FieldValue] = [
            "block.0.name": .string("vda"), "block.1.name": .string("sda"), "block.0.path": .string("/img/\(name)"),
            "net.0.name": .string("vnet\(number)"), "vcpu.0.state": .signed(1),
        ]
        let numbers: [String: UInt64] = [
            "cpu.time": 5_000_000_000 + number, "vcpu.current": 2, "vcpu.maximum": 4, "balloon.current": 1_048_576,
            "balloon.maximum": 2_097_152, "vcpu.0.time": 3_000_000, "vcpu.1.time": 2_000_000,
            "block.0.rd.reqs": 11, "block.0.rd.bytes": 12, "block.0.rd.times": 13_000, "block.0.wr.reqs": 14,
            "block.0.wr.bytes": 15, "block.0.wr.times": 16_000, "block.0.capacity": 10 << 30,
            "block.0.physical": 3 << 30, "block.1.capacity": 1 << 30, "net.0.rx.bytes": 21, "net.0.tx.bytes": 22,
        ]
        for (field, number) in numbers { fields[field] = .unsigned(number) }
        return guest(name, number, fields, facts: facts, startedAt: startedAt)
    }

    static func snapshot(_ guests: [DomainSample], cpus: UInt64 = 4, pools: [String] = ["default"]) -> Snapshot {
        var host = ValueSetBuilder()
        host.add("virNodeInfo.cpus", .unsigned(cpus))
        var storage = ValueSetBuilder()
        for name in pools {
            storage.add(Catalogue.id(of: "virStoragePoolInfo.state"), named: name, .unsigned(2))
            storage.add(Catalogue.id(of: "virStoragePoolInfo.capacity"), named: name, .unsigned(1 << 40))
        }
        return Snapshot(
            generation: 7, startedAt: MonotonicTime(sinceOrigin: .seconds(100)), factsGeneration: 1, domains: guests,
            host: HostSample(
                uri: "qemu:///system", hostname: "node1", cpuModel: nil, driver: "QEMU", hypervisorVersion: "7.2.0",
                daemonVersion: "9.0.0", libraryVersion: "9.0.0", values: host.finish()),
            storagePools: storage.finish(), status: SampleStatus(isUp: true, duration: .milliseconds(40), rounds: 3))
    }

    static func sample(
        _ snapshot: Snapshot, host: SNMPHost = SNMPHost(), isStale: Bool = false, isConnected: Bool = true,
        source: SNMPSample.Origin = .libvirt
    ) -> SNMPSample {
        var indexes = IndexBook()
        _ = indexes.note(snapshot)
        return SNMPSample(
            snapshot, indexes: indexes, host: host, startedTicks: 100_000, unixOrigin: 500, changedTicks: 90_000,
            source: source, isConnected: isConnected, isStale: isStale)
    }
}
