import Catalogue
import Snapshot

/// VIRTPULSE-MIB: what the two other modules have no objects for.
public enum VirtpulseMIB {
    /// Where it is until the project has a number of its own: in the arc that net-snmp gives to whoever has none yet.
    public static let defaultBase: OID = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 9177]

    /// How many numbers its longest instances have behind the base: those of rows that a UUID orders.
    public static let depth = 20

    static func scalars(of sample: SNMPSample) -> [MIBScalar] {
        let snapshot = sample.snapshot
        let root = sample.host.base + [1, 1]
        let stuck = UInt64(snapshot.domains.count(where: \.isStuck))
        return [
            MIBScalar("virtpulseConnected", root + [1], .integer) { _ in
                .truth(sample.isConnected && !sample.isStale)
            },
            MIBScalar("virtpulseSampleAge", root + [2], .unsigned) { $0.milliseconds(since: sample.startedTicks) },
            MIBScalar("virtpulseSampleDuration", root + [3], .unsigned) { _ in
                .gauge(UInt64(max(0, snapshot.status.duration / .milliseconds(1))))
            },
            MIBScalar("virtpulseGeneration", root + [4], .counter64) { _ in .counter64(snapshot.generation) },
            MIBScalar("virtpulseGuestsStuck", root + [5], .unsigned) { _ in snapshot.status.isUp ? .gauge(stuck) : nil
            },
            MIBScalar("virtpulseNotificationsSent", root + [6], .counter32) {
                .counter32(UInt32(truncatingIfNeeded: $0.counts.notificationsSent))
            },
            MIBScalar("virtpulseNotificationsDropped", root + [7], .counter32) {
                .counter32(UInt32(truncatingIfNeeded: $0.counts.notificationsDropped))
            },
            MIBScalar("virtpulseSessions", root + [8], .counter32) {
                .counter32(UInt32(truncatingIfNeeded: $0.counts.sessions))
            },
            MIBScalar("virtpulseSource", root + [9], .integer) { _ in .integer(sample.source.rawValue) },
        ]
    }

    static func tables(of sample: SNMPSample, guests: [GuestRow]) -> [MIBTable] {
        let root = sample.host.base + [1]
        let identities = guests.map(LibvirtGuestRow.init).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        return [
            MIBTable(root + [2, 1], guestColumns, guests),
            MIBTable(root + [3, 1], cpuColumns, CPURow.rows(of: guests)),
            MIBTable(root + [4, 1], interfaceColumns, NetworkRow.rows(of: guests, in: sample)),
            MIBTable(root + [5, 1], storageColumns, StorageRow.rows(of: guests, in: sample)),
            MIBTable(root + [6, 1], identityColumns, identities),
            MIBTable(root + [7, 1], poolColumns, PoolRow.rows(of: sample)),
        ]
    }

    /// A column with one number of each row, as libvirt gives it but for its unit.
    static func number<Row: MIBRow>(
        _ name: String, _ number: UInt, _ field: String, times factor: UInt64 = 1, per divisor: UInt64 = 1,
        _ read: @escaping @Sendable (Row, MetricID) -> UInt64?
    ) -> MIBColumn<Row> {
        let metric = Catalogue.id(of: field)
        return MIBColumn(name, number, .counter64) { row, _ in
            read(row, metric).flatMap { $0.times(factor) }.map { .counter64($0 / divisor) }
        }
    }

    private static let identityColumns: [MIBColumn<LibvirtGuestRow>] = [
        MIBColumn("virtpulseIdentityVmIndex", 2, .integer, isDense: true) { row, _ in
            .integer(Int32(clamping: row.row.index))
        },
        MIBColumn("virtpulseIdentityName", 3, .octets, isDense: true) { row, _ in
            .text(row.row.guest.identity.name)
        },
    ]

    private static let poolColumns: [MIBColumn<PoolRow>] = [
        MIBColumn("virtpulsePoolName", 2, .octets, isDense: true) { row, _ in .text(row.name) },
        MIBColumn("virtpulsePoolState", 3, .integer) { row, _ in
            row.number(PoolRow.state).flatMap { $0 <= 4 ? .integer(Int32($0) + 1) : nil }
        },
        number("virtpulsePoolCapacity", 4, "virStoragePoolInfo.capacity") { $0.number($1) },
        number("virtpulsePoolAllocation", 5, "virStoragePoolInfo.allocation") { $0.number($1) },
        number("virtpulsePoolAvailable", 6, "virStoragePoolInfo.available") { $0.number($1) },
    ]
}

/// A storage pool.
struct PoolRow: MIBRow {
    static let indexLength = 1

    let index: UInt32
    let name: String
    let values: ValueSet
    let entity: Int

    func indexArc(_ position: Int) -> UInt { UInt(index) }

    func number(_ metric: MetricID) -> UInt64? { values.bits(of: metric, entity: entity) }

    static let state = Catalogue.id(of: "virStoragePoolInfo.state")

    static func rows(of sample: SNMPSample) -> [PoolRow] {
        let pools = sample.snapshot.storagePools
        return pools.entities.enumerated().compactMap { position, entity -> PoolRow? in
            guard let name = entity.labels.first, let index = sample.indexes.pools[name] else { return nil }
            return PoolRow(index: index, name: name, values: pools, entity: position)
        }
        .sorted { $0.index < $1.index }
    }
}
