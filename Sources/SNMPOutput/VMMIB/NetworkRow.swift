import Catalogue
import Snapshot

/// A network interface of a guest.
struct NetworkRow: MIBRow {
    static let indexLength = 2

    let vmIndex: UInt32
    let index: UInt32
    let guest: DomainSample
    /// The interface in the guest's numbers; `nil` if it has none.
    let entity: Int?
    let facts: DomainFacts.Interface?
    /// The host's name of it; `nil` while the guest is inactive.
    let target: String?
    /// `ifIndex` of it; zero where that is not known.
    let ifIndex: UInt32
    /// `ifIndex` of the bridge that it is plugged into, or of what it lies on; zero where that is not known.
    let parentIndex: UInt32

    func indexArc(_ position: Int) -> UInt { UInt(position == 0 ? vmIndex : index) }

    /// One of its numbers; `nil` where libvirt gave none.
    func number(_ metric: MetricID) -> UInt64? { entity.flatMap { guest.values.bits(of: metric, entity: $0) } }

    /// The bytes of its address; none if it is not known.
    var address: [UInt8] {
        let parts = facts?.macAddress?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        let bytes = parts.compactMap { $0.utf8.count <= 2 ? UInt8($0, radix: 16) : nil }
        return bytes.count == parts.count ? bytes : []
    }

    /// All of them, ordered.
    static func rows(of guests: [GuestRow], in sample: SNMPSample) -> [NetworkRow] {
        guests.flatMap { row -> [NetworkRow] in
            let numbers = sample.indexes.guests[row.guest.identity.uuid]?.interfaces ?? [:]
            var entities: [String: Int] = [:]
            for (position, entity) in row.guest.values.entities.enumerated() where entity.scope == .interface {
                if let name = entity.labels.first { entities[name] = position }
            }
            return InterfaceKey.keys(of: row.guest).compactMap { key, facts in
                guard let index = numbers[key] else { return nil }
                let target = facts.map(\.target) ?? key
                let bridge = facts?.sourceBridge.flatMap { sample.host.interfaceNumbers[$0] }
                let lower = facts?.type == "direct" ? target.flatMap { sample.host.parentNumbers[$0] } : nil
                return NetworkRow(
                    vmIndex: row.index, index: index, guest: row.guest, entity: target.flatMap { entities[$0] },
                    facts: facts, target: target,
                    ifIndex: target.flatMap { sample.host.interfaceNumbers[$0] } ?? 0,
                    parentIndex: bridge ?? lower ?? 0)
            }
            .sorted { $0.index < $1.index }
        }
    }
}

extension VMMIB {
    static let networkColumns: [MIBColumn<NetworkRow>] = [
        MIBColumn("vmNetworkIfIndex", 2, .integer, isDense: true) { row, _ in .integer(Int32(clamping: row.ifIndex)) },
        MIBColumn("vmNetworkParent", 3, .integer, isDense: true) { row, _ in
            .integer(Int32(clamping: row.parentIndex))
        },
        MIBColumn("vmNetworkModel", 4, .octets, isDense: true) { row, _ in .text(row.facts?.model ?? "") },
        MIBColumn("vmNetworkPhysAddress", 5, .octets, isDense: true) { row, _ in .octets(row.address) },
    ]
}
