import Catalogue
import Snapshot

/// VM-MIB, the IETF's module for hypervisors and their guests (RFC 7666), read-only.
enum VMMIB {
    static let root: OID = [1, 3, 6, 1, 2, 1, 236]
    static let notifications = root + [0]
    static let objects = root + [1]

    static func scalars(of sample: SNMPSample) -> [MIBScalar] {
        let (host, wanted) = (sample.snapshot.host, sample.host)
        // as long as libvirt never answered, nobody knows
        let count = sample.snapshot.status.isUp ? Int32(clamping: sample.snapshot.domains.count) : nil
        return [
            MIBScalar("vmHvSoftware", objects + [1, 1], .octets) { _ in host?.driver.map { .text($0) } },
            MIBScalar("vmHvVersion", objects + [1, 2], .octets) { _ in
                host?.hypervisorVersion.map { .text($0) }
            },
            MIBScalar("vmHvObjectID", objects + [1, 3], .identifier) { _ in .identifier(wanted.hypervisorID) },
            MIBScalar("vmHvUpTime", objects + [1, 4], .timeTicks) { $0.ticks(since: 0) },
            MIBScalar("vmNumber", objects + [2], .integer) { _ in count.map { .integer($0) } },
            MIBScalar("vmTableLastChange", objects + [3], .timeTicks) { _ in
                count.map { _ in .timeTicks(UInt32(truncatingIfNeeded: max(0, sample.changedTicks))) }
            },
            MIBScalar("vmPerVMNotificationsEnabled", objects + [9], .integer) { _ in .truth(wanted.sendsPerGuest) },
            MIBScalar("vmBulkNotificationsEnabled", objects + [10], .integer) { _ in .truth(wanted.sendsBulk) },
        ]
    }

    static func tables(of sample: SNMPSample, guests: [GuestRow]) -> [MIBTable] {
        let cpus = CPURow.rows(of: guests)
        return [
            MIBTable(objects + [4, 1], guestColumns, guests),
            MIBTable(objects + [5, 1], cpuColumns, cpus),
            MIBTable(objects + [6, 1], affinityColumns, AffinityRows(of: guests, in: sample)),
            MIBTable(objects + [7, 1], storageColumns, StorageRow.rows(of: guests, in: sample)),
            MIBTable(objects + [8, 1], networkColumns, NetworkRow.rows(of: guests, in: sample)),
        ]
    }

    private static let affinityColumns = [
        MIBColumn<AffinityRow>("vmCpuAffinity", 3, .integer, isDense: true) { row, _ in .integer(row.affinity) }
    ]

    private static let cpuColumns = [
        MIBColumn<CPURow>("vmCpuCoreTime", 2, .counter64) { row, _ in
            row.number(CPURow.time).map { .counter64($0 / 1_000) }
        }
    ]

    private static let guestColumns: [MIBColumn<GuestRow>] = [
        MIBColumn("vmName", 2, .octets, isDense: true) { row, _ in .text(row.guest.identity.name) },
        MIBColumn("vmUUID", 3, .octets, isDense: true) { row, _ in .octets(row.guest.identity.uuid.bytes) },
        MIBColumn("vmOSType", 4, .octets, isDense: true) { row, _ in
            let facts = row.guest.facts?.value
            return .text(facts?.operatingSystem ?? facts?.osType ?? "")
        },
        MIBColumn("vmAdminState", 5, .integer, isDense: true) { row, _ in
            .integer(AdminState(row.guest.state).rawValue)
        },
        MIBColumn("vmOperState", 6, .integer, isDense: true) { row, _ in
            .integer((row.isStale ? OperState.unknown : OperState(row.guest.state)).rawValue)
        },
        MIBColumn("vmAutoStart", 7, .integer, isDense: true) { row, _ in
            .integer(row.guest.isAutostarted.map { $0 ? 2 : 3 } ?? 1)
        },
        MIBColumn("vmPersistent", 8, .integer, isDense: true) { row, _ in
            .integer(row.guest.isPersistent.map { $0 ? 2 : 3 } ?? 1)
        },
        MIBColumn("vmCurCpuNumber", 9, .integer) { row, _ in
            row.number(currentCPUs).flatMap { Int32(exactly: $0) }.map { .integer($0) }
        },
        MIBColumn("vmMinCpuNumber", 10, .integer, isDense: true) { _, _ in .integer(-1) },
        MIBColumn("vmMaxCpuNumber", 11, .integer) { row, _ in
            row.number(maximumCPUs).flatMap { Int32(exactly: $0) }.map { .integer($0) }
        },
        MIBColumn("vmMemUnit", 12, .integer, isDense: true) { row, _ in .integer(Int32(row.memoryUnit)) },
        MIBColumn("vmCurMem", 13, .integer) { row, _ in row.memory(row.number(currentMemory)?.times(1_024)) },
        MIBColumn("vmMinMem", 14, .integer, isDense: true) { row, _ in
            row.memory(row.guest.facts?.value.memoryLimits?.guaranteed) ?? .integer(-1)
        },
        MIBColumn("vmMaxMem", 15, .integer) { row, _ in
            row.isUnlimited ? .integer(-1) : row.memory(row.number(maximumMemory)?.times(1_024))
        },
        MIBColumn("vmUpTime", 16, .timeTicks) { row, moment in row.startedTicks.map { moment.ticks(since: $0) } },
        MIBColumn("vmCpuTime", 17, .counter64) { row, _ in row.number(cpuTime).map { .counter64($0 / 1_000) } },
    ]

    private static let currentCPUs = Catalogue.id(of: "vcpu.current")
    private static let maximumCPUs = Catalogue.id(of: "vcpu.maximum")
    private static let currentMemory = Catalogue.id(of: "balloon.current")
    fileprivate static let maximumMemory = Catalogue.id(of: "balloon.maximum")
    private static let cpuTime = Catalogue.id(of: "cpu.time")
}

extension GuestRow {
    /// Whether libvirt tells the number that it has for no limit (`VIR_DOMAIN_MEMORY_PARAM_UNLIMITED`, in KiB).
    fileprivate var isUnlimited: Bool { number(VMMIB.maximumMemory).map { $0 >= (1 << 53) - 1 } ?? false }

    /// `vmMemUnit`: kibibytes, or mebibytes for a guest with 2 TiB and more, which would not fit.
    fileprivate var memoryUnit: UInt64 {
        let maximum = isUnlimited ? 0 : number(VMMIB.maximumMemory) ?? 0
        let largest = max(maximum, (guest.facts?.value.memoryLimits?.guaranteed ?? 0) / 1_024)
        return largest > UInt64(Int32.max) ? 1_048_576 : 1_024
    }

    fileprivate func memory(_ bytes: UInt64?) -> SNMPValue? { bytes.flatMap { .size($0, in: memoryUnit) } }
}
