import Snapshot

/// A snapshot as graphs see it.
struct MuninHost: Sendable {
    /// A guest.
    struct Guest: Sendable {
        let domain: DomainSample
        /// Its name in munin.
        let name: String
        /// Whether its values are of this sample.
        ///
        /// Munin has no way to tell the age of others, and an old counter would be a rate of zero.
        let isFresh: Bool

        /// Its numbers, or none where they are old.
        var values: ValueSet { isFresh ? domain.values : ValueSet() }
        /// What people read for it.
        var label: String { TenantText.label(domain.identity.name) }
        /// The same in a title.
        var title: String { TenantText.title(domain.identity.name) }
    }

    let snapshot: Snapshot
    /// How long ago libvirt last answered; `nil` if it never did.
    let age: Duration?
    let settings: MuninSettings
    /// All guests, the inactive ones too, by name.
    let guests: [Guest]
    private let positions: [String: Int]
    /// Names in munin of the storage pools, by their position among the pools' entities.
    let pools: MuninNames

    init(_ snapshot: Snapshot, age: Duration?, settings: MuninSettings, naming policy: MuninNames.Policy = .legalOnly) {
        self.snapshot = snapshot
        self.age = age
        self.settings = settings
        // in the old plugin of the guests' memory a guest `host` and the host were one
        let reserved: Set = policy == .whileUnambiguous ? ["host"] : ["root"]
        let names = MuninNames(snapshot.domains.map { MuninNames.Thing($0.identity) }, policy, reserved: reserved)
        guests = zip(snapshot.domains, names.indices).map { domain, position in
            let isFresh = snapshot.status.isUp && domain.sampledAt.map { $0 >= snapshot.startedAt } ?? false
            return Guest(domain: domain, name: names[position], isFresh: isFresh)
        }
        positions = Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], $0) })
        pools = MuninNames(snapshot.storagePools.entities.map { MuninNames.Thing(named: $0.labels.first ?? "") })
    }

    /// The guest of this name in munin.
    func guest(_ name: String) -> Guest? { positions[name].map { guests[$0] } }

    /// The guests that have counters.
    var active: [Guest] { guests.filter { $0.domain.identity.id != nil } }
}

extension MuninNames.Thing {
    /// A guest, told from others by its UUID.
    init(_ identity: DomainIdentity) {
        self.init(name: identity.name, mark: identity.uuid.description.filter { $0 != "-" })
    }

    /// A thing that has nothing but its name.
    init(named name: String) { self.init(name: name, mark: NameHash.hexadecimal(name)) }
}
