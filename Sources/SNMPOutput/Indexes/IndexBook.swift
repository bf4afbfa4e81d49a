import Catalogue
public import Snapshot

/// The numbers by which SNMP knows guests and their devices.
///
/// They "remain constant at least from one re-initialization of the hypervisor to the next" (RFC 7666), whatever comes and
/// goes meanwhile: none is given twice, so that a manager never takes one guest's counters for another's.
public struct IndexBook: Hashable, Sendable {
    /// The numbers of one guest and its devices.
    public struct Guest: Hashable, Sendable {
        /// `vmIndex`, from 1.
        public let index: UInt32
        /// `vmStorageIndex` of disks, from 1, by the name of their target.
        public internal(set) var disks: [String: UInt32] = [:]
        /// `vmNetworkIndex` of interfaces, from 1, by ``InterfaceKey``.
        public internal(set) var interfaces: [String: UInt32] = [:]

        init(index: UInt32) { self.index = index }

        mutating func number(disk: String) -> UInt32 { Self.number(disk, in: &disks) }

        mutating func number(interface: String) -> UInt32 { Self.number(interface, in: &interfaces) }

        private static func number(_ key: String, in numbers: inout [String: UInt32]) -> UInt32 {
            if let number = numbers[key] { return number }
            // a guest has few devices, and none is ever taken away, so the count is the highest number
            let number = UInt32(numbers.count + 1)
            numbers[key] = number
            return number
        }
    }

    /// The guests that have numbers, those that are gone included.
    public internal(set) var guests: [DomainIdentity.UUID: Guest] = [:]
    /// Numbers of storage pools, from 1, by name.
    public internal(set) var pools: [String: UInt32] = [:]
    /// The highest number that any guest was ever given.
    public internal(set) var highest: UInt32 = 0

    /// A book without numbers.
    public init() {}

    /// The guests that are kept at most; the lowest numbers of those that are gone are forgotten first, and never given again.
    public static let capacity = 65_536
    /// The disks, and the interfaces, that are numbered of one guest at most, and the pools of the host: beyond what any
    /// hypervisor takes.
    public static let deviceCapacity = 4_096

    /// Gives numbers to what a sample has.
    ///
    /// - Returns: Whether there are any new ones, which must be kept before they are told.
    public mutating func note(_ snapshot: Snapshot) -> Bool {
        let before = self
        // who is new at one moment is numbered by name, which is how people list guests
        for guest in snapshot.domains {
            var known = guests[guest.identity.uuid] ?? add()
            for key in DiskKey.keys(of: guest) where known.disks.count < Self.deviceCapacity {
                _ = known.number(disk: key)
            }
            for (key, _) in InterfaceKey.keys(of: guest) where known.interfaces.count < Self.deviceCapacity {
                _ = known.number(interface: key)
            }
            guests[guest.identity.uuid] = known
        }
        for entity in snapshot.storagePools.entities {
            guard let name = entity.labels.first, pools[name] == nil, pools.count < Self.deviceCapacity else {
                continue
            }
            pools[name] = UInt32(pools.count + 1)
        }
        if guests.count > Self.capacity { forget(allBut: Set(snapshot.domains.map(\.identity.uuid))) }
        return self != before
    }

    /// The number of a guest, and whether it was given only now, so that it must be kept before it is told.
    public mutating func index(of uuid: DomainIdentity.UUID) -> (index: UInt32, isNew: Bool) {
        if let guest = guests[uuid] { return (guest.index, false) }
        let guest = add()
        guests[uuid] = guest
        return (guest.index, true)
    }

    private mutating func add() -> Guest {
        guard highest < Int32.max else { return Guest(index: lowestFree) }
        highest += 1
        return Guest(index: highest)
    }

    /// What is given after the last number that SNMP has: one that no guest has any more, or never had.
    private var lowestFree: UInt32 {
        let taken = Set(guests.values.map(\.index))
        return (1...highest).first { !taken.contains($0) } ?? highest
    }

    private mutating func forget(allBut present: Set<DomainIdentity.UUID>) {
        let gone = guests.filter { !present.contains($0.key) }.sorted { $0.value.index < $1.value.index }
        for (uuid, _) in gone.prefix(guests.count - Self.capacity) { guests[uuid] = nil }
    }
}

/// What a disk is known by: its target's name, which it keeps as long as it is plugged in.
enum DiskKey {
    /// The disks of a guest, in the order of its configuration, then what else has statistics.
    static func keys(of guest: DomainSample) -> [String] {
        var keys = guest.facts?.value.disks.map(\.target) ?? []
        var known = Set(keys)
        for entity in guest.values.entities where entity.scope == .block {
            guard let name = entity.labels.first, known.insert(name).inserted else { continue }
            keys.append(name)
        }
        return keys
    }
}

/// What an interface is known by: its address, for the host's name of it is another one at each start of the guest.
enum InterfaceKey {
    /// The interfaces of a guest, in the order of its configuration, then what else has statistics.
    static func keys(of guest: DomainSample) -> [(key: String, facts: DomainFacts.Interface?)] {
        // before the configuration is read, an interface would get a number by the host's name of it
        guard let interfaces = guest.facts?.value.interfaces else { return [] }
        var seen: [String: Int] = [:]
        var keys = interfaces.enumerated().map { position, interface in
            let name = interface.macAddress?.lowercased() ?? interface.target ?? "interface \(position + 1)"
            let count = (seen[name] ?? 0) + 1
            seen[name] = count
            return (count == 1 ? name : "\(name) \(count)", Optional(interface))
        }
        let targets = Set(interfaces.compactMap(\.target))
        for entity in guest.values.entities where entity.scope == .interface {
            guard let name = entity.labels.first, !targets.contains(name), seen[name] == nil else { continue }
            seen[name] = 1
            keys.append((name, nil))
        }
        return keys
    }
}
