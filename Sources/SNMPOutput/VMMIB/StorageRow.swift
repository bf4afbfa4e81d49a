import Catalogue
import Snapshot

/// A disk of a guest.
struct StorageRow: MIBRow {
    static let indexLength = 2

    let vmIndex: UInt32
    let index: UInt32
    let target: String
    let guest: DomainSample
    /// The disk in the guest's numbers; `nil` if it has none.
    let entity: Int?
    let facts: DomainFacts.Disk?

    func indexArc(_ position: Int) -> UInt { UInt(position == 0 ? vmIndex : index) }

    /// One of its numbers; `nil` where libvirt gave none.
    func number(_ metric: MetricID) -> UInt64? { entity.flatMap { guest.values.bits(of: metric, entity: $0) } }

    /// All of them, ordered.
    static func rows(of guests: [GuestRow], in sample: SNMPSample) -> [StorageRow] {
        guests.flatMap { row -> [StorageRow] in
            let numbers = sample.indexes.guests[row.guest.identity.uuid]?.disks ?? [:]
            var entities: [String: Int] = [:]
            for (position, entity) in row.guest.values.entities.enumerated() where entity.scope == .block {
                guard let name = entity.labels.first, entities[name] == nil else { continue }
                entities[name] = position
            }
            let disks = row.guest.facts?.value.disks ?? []
            return Set(DiskKey.keys(of: row.guest)).compactMap { key in
                numbers[key].map { index in
                    StorageRow(
                        vmIndex: row.index, index: index, target: key, guest: row.guest, entity: entities[key],
                        facts: disks.first { $0.target == key })
                }
            }
            .sorted { $0.index < $1.index }
        }
    }

    /// What the image is called: of the statistics, else as the configuration says.
    var resource: String? {
        entity.flatMap { entity in
            guest.values.texts.first { $0.entity == entity && $0.id == .blockPath }?.text
        } ?? facts?.source
    }

    /// `VirtualMachineStorageSourceType` (RFC 7666).
    var sourceType: Int32 {
        guard let facts else { return 1 }
        return switch (facts.type, facts.driverType) {
        case ("block", _): 3
        case ("network", _): 6
        case ("file", "raw"): 4
        case ("file", .some): 5
        case (nil, _), ("file", nil): 1
        default: 2
        }
    }

    /// `IANAStorageMediaType` by its numbers, which differ from its text.
    var mediaType: Int32 {
        switch facts?.device {
        case "disk", "lun": 3
        case "cdrom": 4
        case "floppy": 5
        case .some: 1
        case nil: 2
        }
    }

    /// `vmStorageSizeUnit`: mebibytes, or gibibytes where 2^31 of them are not enough.
    var sizeUnit: UInt64 {
        let largest = max(number(Self.capacity) ?? 0, number(Self.physical) ?? 0, number(Self.allocation) ?? 0)
        return largest >> 20 > UInt64(Int32.max) ? 1 << 30 : 1 << 20
    }

    /// `vmStorageDefinedSize`.
    var definedSize: SNMPValue { number(Self.capacity).flatMap { .size($0, in: sizeUnit) } ?? .integer(-1) }

    /// `vmStorageAllocatedSize`, which "MUST NOT be different" from the other for what is always allocated.
    var allocatedSize: SNMPValue {
        if sourceType == 3 || sourceType == 4 { return definedSize }
        return (number(Self.physical) ?? number(Self.allocation)).flatMap { .size($0, in: sizeUnit) } ?? .integer(-1)
    }

    static let capacity = Catalogue.id(of: "block.#.capacity")
    static let physical = Catalogue.id(of: "block.#.physical")
    static let allocation = Catalogue.id(of: "block.#.allocation")
}

extension VMMIB {
    static let storageColumns: [MIBColumn<StorageRow>] = [
        // which of the host's file systems holds an image nobody says
        MIBColumn("vmStorageParent", 3, .integer, isDense: true) { _, _ in .integer(0) },
        MIBColumn("vmStorageSourceType", 4, .integer, isDense: true) { row, _ in .integer(row.sourceType) },
        MIBColumn("vmStorageSourceTypeString", 5, .octets, isDense: true) { row, _ in
            .text(row.facts?.driverType ?? "")
        },
        MIBColumn("vmStorageResourceID", 6, .octets, isDense: true) { row, _ in .text(row.resource ?? "") },
        MIBColumn("vmStorageAccess", 7, .integer, isDense: true) { row, _ in
            .integer(row.facts?.isReadOnly.map { $0 ? 3 : 2 } ?? 1)
        },
        MIBColumn("vmStorageMediaType", 8, .integer, isDense: true) { row, _ in .integer(row.mediaType) },
        MIBColumn("vmStorageMediaTypeString", 9, .octets, isDense: true) { row, _ in .text(row.facts?.bus ?? "") },
        MIBColumn("vmStorageSizeUnit", 10, .integer, isDense: true) { row, _ in .integer(Int32(clamping: row.sizeUnit))
        },
        MIBColumn("vmStorageDefinedSize", 11, .integer, isDense: true) { row, _ in row.definedSize },
        MIBColumn("vmStorageAllocatedSize", 12, .integer, isDense: true) { row, _ in row.allocatedSize },
        counter("vmStorageReadIOs", 13, "rd.reqs"),
        counter("vmStorageWriteIOs", 14, "wr.reqs"),
        counter("vmStorageReadOctets", 15, "rd.bytes"),
        counter("vmStorageWriteOctets", 16, "wr.bytes"),
        counter("vmStorageReadLatency", 17, "rd.times", per: 1_000),
        counter("vmStorageWriteLatency", 18, "wr.times", per: 1_000),
    ]

    private static func counter(
        _ name: String, _ number: UInt, _ field: String, per divisor: UInt64 = 1
    ) -> MIBColumn<StorageRow> {
        let metric = Catalogue.id(of: "block.#.\(field)")
        return MIBColumn(name, number, .counter64) { row, _ in row.number(metric).map { .counter64($0 / divisor) } }
    }
}
