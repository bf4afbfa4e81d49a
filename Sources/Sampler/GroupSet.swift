import Catalogue
import Snapshot

/// Groups of the bulk statistics, as libvirt's bits (`virDomainStatsTypes`).
struct GroupSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The collectors among these that are groups.
    init(_ collectors: some Sequence<Collector>) {
        self.init(rawValue: collectors.reduce(0) { $0 | ($1.statsBit ?? 0) })
    }

    /// The groups as collectors.
    var collectors: Set<Collector> {
        Set(Collector.statsGroups.filter { ($0.statsBit ?? 0) & rawValue != 0 })
    }

    /// What few guests have, and is asked only for those.
    static let optional = GroupSet([.perf, .iothread, .memory, .dirtyRate, .vm])

    /// What libvirt says without a job on the guest, so that no guest can hold the call.
    ///
    /// Total CPU time is not among it: with it libvirt asks the monitor how long the guest's processors polled.
    static let withoutMonitor = GroupSet([.state, .interface, .perf, .memory])

    /// What a guest is asked whose monitor another call waits for, which libvirt then passes over: processors are told
    /// without it as well, less what they polled and whether they are halted.
    static let quarantined = withoutMonitor.union(GroupSet([.cpuTotal, .vcpu]))

    /// The same as long as that call is our own: whether it really waits for this guest shows in the balloon.
    static let watched = quarantined.union(GroupSet([.balloon]))
}

/// Which groups a domain has anything to say about.
struct GroupMemory: Sendable {
    private struct Entry: Sendable {
        let id: Int32?
        /// Optional groups without a value when last asked.
        let absent: GroupSet
        let expires: MonotonicTime
    }

    private var entries: [DomainIdentity.UUID: Entry] = [:]

    /// How long a group is not asked that had nothing: I/O threads may be plugged in, a dirty rate be measured.
    private static let longest = Duration.seconds(60)

    /// What to ask a domain of the groups that are on.
    func groups(of domain: DomainIdentity, among wanted: GroupSet, at now: MonotonicTime) -> GroupSet {
        guard let entry = entries[domain.uuid], entry.id == domain.id, now < entry.expires else { return wanted }
        return wanted.subtracting(entry.absent)
    }

    /// Learns from what a domain said when it was asked these groups.
    ///
    /// - Parameter turn: When in that time its shard is asked everything again, from 0 to 1: the domains of a shard at
    ///   once, for that is one call, and the shards in turn.
    mutating func learn(
        _ domain: DomainIdentity, asked: GroupSet, _ values: ValueSet, turn: Double, at now: MonotonicTime
    ) {
        let known = entries[domain.uuid]
        let isCurrent = known.map { $0.id == domain.id && now < $0.expires } ?? false
        guard !isCurrent else { return }
        let optional = asked.intersection(.optional)
        guard !optional.isEmpty else { return }
        let cycles = now.sinceOrigin / Self.longest - turn
        entries[domain.uuid] = Entry(
            id: domain.id, absent: optional.subtracting(Self.answered(values)),
            expires: MonotonicTime(sinceOrigin: Self.longest * (cycles.rounded(.down) + 1 + turn)))
    }

    /// Forgets domains that are gone.
    mutating func keepOnly(_ inventory: [InventoryEntry]) {
        guard entries.count > inventory.count else { return }
        let known = Set(inventory.lazy.map(\.identity.uuid))
        entries = entries.filter { known.contains($0.key) }
    }

    /// The groups with a value.
    private static func answered(_ values: ValueSet) -> GroupSet {
        var groups = values.values.reduce(into: UInt32(0)) { $0 |= bits[Int($1.metric.rawValue)] }
        for field in values.unknown {
            let group = field.field.prefix { $0 != "." }
            groups |= Collector.statsGroups.first { $0.rawValue == group }?.statsBit ?? 0
        }
        return GroupSet(rawValue: groups)
    }

    /// By metric, the group it speaks for.
    private static let bits = Catalogue.metrics.map { $0.collector.statsBit ?? 0 }
}
