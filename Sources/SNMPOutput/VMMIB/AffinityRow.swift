import Catalogue
import Snapshot

/// Whether a virtual processor may run on one of the host's.
struct AffinityRow: MIBRow {
    static let indexLength = 3

    let vmIndex: UInt32
    let cpuIndex: UInt32
    /// `vmCpuPhysIndex`: `hrDeviceIndex` of the processor, as net-snmp numbers them.
    let physicalIndex: UInt32
    /// `vmCpuAffinity`: 0 unknown, 1 enabled, 2 disabled.
    let affinity: Int32

    func indexArc(_ position: Int) -> UInt {
        switch position {
        case 0: UInt(vmIndex)
        case 1: UInt(cpuIndex)
        default: UInt(physicalIndex)
        }
    }
}

/// The rows of `vmCpuAffinityTable`, each made when it is asked for: a hundred guests on a large host have 100,000.
struct AffinityRows: MIBRows {
    private struct Processor {
        let vmIndex: UInt32
        let index: UInt32
        /// Where it may run; `nil` where that is not known.
        let pins: CPUSet?
    }

    private let processors: [Processor]
    /// The numbers of the host's processors, ordered.
    private let hostProcessors: [Int]

    /// `HRDEV_PROC << HRDEV_TYPE_SHIFT` of net-snmp's `host_res.h`: the index of the host's first processor.
    private static let firstPhysicalIndex = 3 << 16

    init(of guests: [GuestRow], in sample: SNMPSample) {
        let count = sample.snapshot.host?.values.bits(of: Self.cpus).flatMap { Int(exactly: $0) } ?? 0
        let all = sample.host.processors ?? .all(count)
        hostProcessors = sample.host.showsAffinity ? all.numbers : []
        guard !hostProcessors.isEmpty else {
            processors = []
            return
        }
        processors = guests.flatMap { row in
            let tuning = row.guest.facts?.value.processors
            let common = tuning.flatMap { $0.isPlacedAutomatically ? nil : $0.cpuset.map { CPUSet($0) } ?? all }
            return Self.numbers(of: row).map { number in
                let own = tuning?.pins[number].map { CPUSet($0) } ?? common
                return Processor(vmIndex: row.index, index: UInt32(number + 1), pins: own)
            }
        }
    }

    /// The numbers of a guest's processors, from 0 on: of those that have statistics, else as many as it has.
    private static func numbers(of row: GuestRow) -> [Int] {
        let told = row.guest.values.entities.lazy.filter { $0.scope == .vcpu }
            .compactMap { $0.labels.first.flatMap { UInt16($0) }.map { Int($0) } }
        guard told.isEmpty else { return told.sorted() }
        let count = row.number(Self.currentCPUs).flatMap { Int(exactly: $0) } ?? 0
        return Array(0..<min(count, 1 << 14))
    }

    var count: Int { processors.count * hostProcessors.count }

    var index: RowIndex {
        RowIndex(length: AffinityRow.indexLength, count: count) { [self] in self[$1].indexArc($0) }
    }

    subscript(position: Int) -> AffinityRow {
        let processor = processors[position / hostProcessors.count]
        let number = hostProcessors[position % hostProcessors.count]
        let affinity: Int32 = processor.pins.map { $0.contains(number) ? 1 : 2 } ?? 0
        return AffinityRow(
            vmIndex: processor.vmIndex, cpuIndex: processor.index,
            physicalIndex: UInt32(Self.firstPhysicalIndex + number), affinity: affinity)
    }

    private static let cpus = Catalogue.id(of: "virNodeInfo.cpus")
    private static let currentCPUs = Catalogue.id(of: "vcpu.current")
}
