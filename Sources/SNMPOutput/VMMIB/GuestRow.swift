import Catalogue
import Snapshot

/// A guest, as a row of a table that `vmIndex` orders.
struct GuestRow: MIBRow {
    static let indexLength = 1

    let index: UInt32
    let guest: DomainSample
    /// The tick at which it was started; `nil` unless that is known.
    let startedTicks: Int64?
    /// The tick at which its numbers were read; `nil` if they never were.
    let sampledTicks: Int64?
    /// Whether its state is too old to be believed.
    let isStale: Bool

    func indexArc(_ position: Int) -> UInt { UInt(index) }

    /// One of its numbers; `nil` where libvirt gave none.
    func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric, entity: 0) }
}

extension SNMPSample {
    /// The guests by number.
    var guestRows: [GuestRow] {
        snapshot.domains.compactMap { guest in
            guard let index = indexes.guests[guest.identity.uuid]?.index else { return nil }
            return GuestRow(
                index: index, guest: guest,
                startedTicks: guest.identity.id == nil ? nil : guest.startedAt.flatMap { ticks(unix: $0) },
                sampledTicks: guest.sampledAt.map(ticks), isStale: isStale)
        }
        .sorted { $0.index < $1.index }
    }
}
