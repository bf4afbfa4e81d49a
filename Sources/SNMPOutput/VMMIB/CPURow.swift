import Catalogue
import Snapshot

/// A virtual processor of a guest.
struct CPURow: MIBRow {
    static let indexLength = 2

    let vmIndex: UInt32
    /// `vmCpuIndex`: libvirt's number of it, from 1.
    let index: UInt32
    let guest: DomainSample
    let entity: Int

    func indexArc(_ position: Int) -> UInt { UInt(position == 0 ? vmIndex : index) }

    /// One of its numbers; `nil` where libvirt gave none.
    func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric, entity: entity) }

    static let time = Catalogue.id(of: "vcpu.#.time")

    /// All of them, ordered; a processor that is offline has none.
    static func rows(of guests: [GuestRow]) -> [CPURow] {
        guests.flatMap { row in
            row.guest.values.entities.enumerated().compactMap { position, entity -> CPURow? in
                guard entity.scope == .vcpu, let number = entity.labels.first.flatMap({ UInt32($0) }),
                    number < UInt32(Int32.max)
                else { return nil }
                return CPURow(vmIndex: row.index, index: number + 1, guest: row.guest, entity: position)
            }
            .sorted { $0.index < $1.index }
        }
    }
}
