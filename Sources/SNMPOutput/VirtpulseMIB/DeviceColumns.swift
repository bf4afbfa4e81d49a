import Catalogue
import Snapshot

extension VirtpulseMIB {
    static let cpuColumns: [MIBColumn<CPURow>] = [
        // virVcpuState, which counts from 0
        MIBColumn("virtpulseCpuState", 1, .integer) { row, _ in
            row.number(cpuState).flatMap { $0 <= 2 ? .integer(Int32($0) + 1) : nil }
        },
        number("virtpulseCpuWait", 2, "vcpu.#.wait", per: 1_000) { $0.number($1) },
        number("virtpulseCpuDelay", 3, "vcpu.#.delay", per: 1_000) { $0.number($1) },
    ]

    static let interfaceColumns: [MIBColumn<NetworkRow>] = [
        MIBColumn("virtpulseInterfaceName", 1, .octets) { row, _ in row.target.map { .text($0) } },
        interface("virtpulseInterfaceInOctets", 2, "rx.bytes"),
        interface("virtpulseInterfaceInPackets", 3, "rx.pkts"),
        interface("virtpulseInterfaceInErrors", 4, "rx.errs"),
        interface("virtpulseInterfaceInDrops", 5, "rx.drop"),
        interface("virtpulseInterfaceOutOctets", 6, "tx.bytes"),
        interface("virtpulseInterfaceOutPackets", 7, "tx.pkts"),
        interface("virtpulseInterfaceOutErrors", 8, "tx.errs"),
        interface("virtpulseInterfaceOutDrops", 9, "tx.drop"),
    ]

    static let storageColumns: [MIBColumn<StorageRow>] = [
        MIBColumn("virtpulseStorageTarget", 1, .octets, isDense: true) { row, _ in .text(row.target) },
        storage("virtpulseStorageCapacity", 2, "capacity"),
        storage("virtpulseStorageAllocation", 3, "allocation"),
        storage("virtpulseStoragePhysical", 4, "physical"),
        storage("virtpulseStorageReadTime", 5, "rd.times", per: 1_000),
        storage("virtpulseStorageWriteTime", 6, "wr.times", per: 1_000),
        storage("virtpulseStorageFlushes", 7, "fl.reqs"),
        storage("virtpulseStorageFlushTime", 8, "fl.times", per: 1_000),
        storage("virtpulseStorageErrors", 9, "errors"),
        storage("virtpulseStorageThreshold", 10, "threshold"),
    ]

    private static func interface(_ name: String, _ column: UInt, _ field: String) -> MIBColumn<NetworkRow> {
        number(name, column, "net.#.\(field)") { $0.number($1) }
    }

    private static func storage(
        _ name: String, _ column: UInt, _ field: String, per divisor: UInt64 = 1
    ) -> MIBColumn<StorageRow> {
        number(name, column, "block.#.\(field)", per: divisor) { $0.number($1) }
    }

    private static let cpuState = Catalogue.id(of: "vcpu.#.state")
}
