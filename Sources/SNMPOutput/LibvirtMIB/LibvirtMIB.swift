import Catalogue
import Snapshot

/// LIBVIRT-MIB's table of active guests, read-only, as `libvirt-snmp` serves it.
enum LibvirtMIB {
    static let root: OID = [1, 3, 6, 1, 4, 1, 36957]
    static let notification = root + [0, 1]
    static let entry = root + [1, 1, 1]

    static func tables(guests: [GuestRow]) -> [MIBTable] {
        let active = guests.filter { $0.guest.identity.id != nil }.map(LibvirtGuestRow.init)
        return [MIBTable(entry, columns, active.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })]
    }

    /// `libvirtGuestState`, which knows fewer states than libvirt has today.
    static func state(_ number: Int32) -> SNMPValue? {
        switch number {
        case 1...6: .integer(number)
        // its memory is resident, and it is not scheduled
        case 7: .integer(3)
        default: nil
        }
    }

    static let nameColumn: UInt = 2
    static let uuidColumn: UInt = 1
    static let stateColumn: UInt = 3
    static let rowStatusColumn: UInt = 9

    private static let columns: [MIBColumn<LibvirtGuestRow>] = [
        MIBColumn("libvirtGuestName", nameColumn, .octets, isDense: true) { row, _ in
            .text(row.row.guest.identity.name)
        },
        MIBColumn("libvirtGuestState", stateColumn, .integer) { row, _ in
            row.row.isStale ? nil : row.row.guest.state.flatMap { state($0.number) }
        },
        MIBColumn("libvirtGuestCpuCount", 4, .unsigned) { row, _ in
            row.row.number(cpus).map { .unsigned(UInt32(min($0, 65_535))) }
        },
        MIBColumn("libvirtGuestMemoryCurrent", 5, .unsigned) { row, _ in
            row.row.number(current).map { .gauge($0 / 1_024) }
        },
        MIBColumn("libvirtGuestMemoryLimit", 6, .unsigned) { row, _ in
            row.row.number(maximum).map { .gauge($0 / 1_024) }
        },
        MIBColumn("libvirtGuestCpuTime", 7, .counter64) { row, _ in row.row.number(time).map { .counter64($0) } },
        // active(1) of RowStatus (RFC 2579)
        MIBColumn("libvirtGuestRowStatus", rowStatusColumn, .integer, isDense: true) { _, _ in .integer(1) },
    ]

    private static let cpus = Catalogue.id(of: "vcpu.current")
    private static let current = Catalogue.id(of: "balloon.current")
    private static let maximum = Catalogue.id(of: "balloon.maximum")
    private static let time = Catalogue.id(of: "cpu.time")
}

/// A guest, as a row of a table that its UUID orders.
struct LibvirtGuestRow: MIBRow {
    static let indexLength = 16

    let row: GuestRow
    let bytes: [UInt8]

    init(_ row: GuestRow) {
        self.row = row
        bytes = row.guest.identity.uuid.bytes
    }

    func indexArc(_ position: Int) -> UInt { UInt(bytes[position]) }
}
