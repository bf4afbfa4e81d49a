import Snapshot

/// One call for statistics: these domains, these groups.
struct Part: Sendable {
    var domains: [DomainIdentity]
    var groups: GroupSet

    /// The two halves; a domain on its own has none.
    var halves: [Part] {
        guard domains.count > 1 else { return [] }
        let middle = domains.count / 2
        return [
            Part(domains: Array(domains[..<middle]), groups: groups),
            Part(domains: Array(domains[middle...]), groups: groups),
        ]
    }
}

/// What one connection is asked in a round, part after part.
struct Shard: Sendable {
    var parts: [Part]
    /// How many calls for it are held.
    var timesHeld = 0
    /// Its place among the shards of the round, from 0 to 1.
    var turn = 0.0

    /// Its domains in the order libvirt reads them.
    var domains: [DomainIdentity] { parts.flatMap(\.domains) }

    /// Whether a guest can hold the call up.
    var isRisky: Bool { parts.contains { !$0.groups.isSubset(of: .withoutMonitor) } }

    /// The same domains, asked only for what no guest can hold up.
    var withoutMonitor: Shard {
        with(
            parts.compactMap { part in
                let groups = part.groups.intersection(.withoutMonitor)
                return groups.isEmpty ? nil : Part(domains: part.domains, groups: groups)
            })
    }

    /// The two halves of its domains; one on its own has none.
    var halves: [Shard] {
        if parts.count > 1 {
            let middle = parts.count / 2
            return [with(Array(parts[..<middle])), with(Array(parts[middle...]))]
        }
        return parts.first.map { $0.halves.map { with([$0]) } } ?? []
    }

    private func with(_ parts: [Part]) -> Shard { Shard(parts: parts, timesHeld: timesHeld, turn: turn) }
}

/// Cuts the domains of a host into shards that take about the same time.
///
/// libvirtd reads the domains of a call one after another, so that shards on connections of their own are what makes a
/// round fast. The cut keeps their order: a domain seldom changes its connection, which has an object for it.
struct Plan: Sendable {
    /// At most this many domains are asked about in one call.
    private static let mostDomains = 250
    /// With fewer domains, a shard costs more than it saves.
    private static let leastDomains = 4

    let shards: [Shard]

    /// - Parameters:
    ///   - cost: What a domain took lately, in any unit.
    ///   - groups: What a domain is asked.
    init(
        _ domains: [DomainIdentity], connections: Int, cost: (DomainIdentity) -> Double,
        groups: (DomainIdentity) -> GroupSet
    ) {
        let count = max(1, min(connections, domains.count / Self.leastDomains))
        let costs = domains.map { max(cost($0), 1e-9) }
        let share = costs.reduce(0, +) / Double(count)
        var shards: [Shard] = []
        var current: [DomainIdentity] = []
        var spent = 0.0
        for (domain, cost) in zip(domains, costs) {
            // a domain belongs to the shard in which its middle lies
            if !current.isEmpty, shards.count < count - 1, spent + cost / 2 > share * Double(shards.count + 1) {
                shards.append(Shard(parts: Self.parts(current, groups)))
                current = []
            }
            current.append(domain)
            spent += cost
        }
        if !current.isEmpty { shards.append(Shard(parts: Self.parts(current, groups))) }
        for position in shards.indices { shards[position].turn = Double(position) / Double(shards.count) }
        self.shards = shards
    }

    private static func parts(_ domains: [DomainIdentity], _ groups: (DomainIdentity) -> GroupSet) -> [Part] {
        var parts: [Part] = []
        for domain in domains {
            let wanted = groups(domain)
            guard !wanted.isEmpty else { continue }
            if let known = parts.lastIndex(where: { $0.groups == wanted }), parts[known].domains.count < mostDomains {
                parts[known].domains.append(domain)
            } else {
                parts.append(Part(domains: [domain], groups: wanted))
            }
        }
        return parts
    }
}
