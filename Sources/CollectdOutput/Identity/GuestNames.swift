import Snapshot

/// What a guest is called in collectd.
struct GuestName: Hashable, Sendable {
    var host: FieldText
    /// What stands behind the plugin's name; may be empty.
    var pluginInstance: FieldText

    fileprivate var isAltered: Bool { host.isAltered || pluginInstance.isAltered }
}

/// What guests are called in collectd: as the `virt` plugin calls them, but no two the same.
///
/// A guest keeps the name it was told under for as long as it is there and its parts stay the same, whoever else comes: a
/// newcomer whose name is taken gets a tag of its UUID. One that is made anew under libvirt's own name has the place, and so
/// the name, of the one before. Of newcomers that come together, those go first that are really
/// called so, and of these the one with the lowest UUID: who was first is not known then, but the next time it is the same
/// one.
struct GuestNames: Sendable {
    /// A guest to name.
    struct Guest: Sendable {
        let identity: DomainIdentity
        /// The name that its metadata has for it; `nil` if there is none.
        var metadata: String?
    }

    private struct Entry {
        /// What libvirt called the guest.
        let domain: String
        /// What it would be called if there were no others.
        let plain: GuestName
        let name: GuestName
    }

    private let settings: CollectdSettings
    private var entries: [DomainIdentity.UUID: Entry] = [:]
    private var taken: Set<GuestName> = []

    /// No guest has a name.
    init(_ settings: CollectdSettings) { self.settings = settings }

    /// The guests of the next sample, of which those that are told need names.
    ///
    /// - Parameter others: Those that keep a name they have, but get none.
    mutating func update(_ guests: [Guest], others: Set<DomainIdentity.UUID> = []) {
        var kept = entries.filter { others.contains($0.key) }
        var newcomers: [(guest: Guest, plain: GuestName)] = []
        for guest in guests {
            let plain = Self.plain(guest, settings)
            if let entry = entries[guest.identity.uuid], entry.plain == plain {
                kept[guest.identity.uuid] = Entry(domain: guest.identity.name, plain: plain, name: entry.name)
            } else {
                kept[guest.identity.uuid] = nil
                newcomers.append((guest, plain))
            }
        }
        entries = kept
        taken = Set(kept.values.lazy.map(\.name))
        newcomers.sort { Self.rank($0.guest, $0.plain) < Self.rank($1.guest, $1.plain) }
        var rest: [(guest: Guest, plain: GuestName)] = []
        for (guest, plain) in newcomers {
            if taken.insert(plain).inserted {
                entries[guest.identity.uuid] = Entry(domain: guest.identity.name, plain: plain, name: plain)
            } else {
                rest.append((guest, plain))
            }
        }
        // a tag must not take the name of one that is really called so
        for (guest, plain) in rest { add(guest, plain) }
    }

    /// The name of a guest that has one, and is still called so by libvirt.
    func name(of identity: DomainIdentity) -> GuestName? {
        entries[identity.uuid].flatMap { $0.domain == identity.name ? $0.name : nil }
    }

    /// The name of a guest, which it gets if it has none.
    mutating func name(for guest: Guest) -> GuestName {
        if let name = name(of: guest.identity) { return name }
        release(guest.identity)
        if let old = entries.removeValue(forKey: guest.identity.uuid) {
            let plain = Self.plain(guest, settings)
            guard old.plain != plain else {
                entries[guest.identity.uuid] = Entry(domain: guest.identity.name, plain: plain, name: old.name)
                return old.name
            }
            taken.remove(old.name)
        }
        return add(guest, Self.plain(guest, settings))
    }

    /// Frees the names of guests that had this one's place: no two have the same name in libvirt, so they are gone, though
    /// no sample has said so yet.
    private mutating func release(_ newcomer: DomainIdentity) {
        for (uuid, entry) in entries where entry.domain == newcomer.name && uuid != newcomer.uuid {
            entries[uuid] = nil
            taken.remove(entry.name)
        }
    }

    @discardableResult
    private mutating func add(_ guest: Guest, _ plain: GuestName) -> GuestName {
        let digits = guest.identity.uuid.digits
        var tag = "~\(digits.prefix(8))"
        var name = plain
        while !taken.insert(name).inserted {
            name = tagged(plain, tag)
            tag = tag.utf8.count < digits.utf8.count ? "~\(digits)" : tag + "~"
        }
        entries[guest.identity.uuid] = Entry(domain: guest.identity.name, plain: plain, name: name)
        return name
    }

    private static func rank(_ guest: Guest, _ plain: GuestName) -> (Int, UInt64, UInt64) {
        (plain.isAltered ? 1 : 0, guest.identity.uuid.high, guest.identity.uuid.low)
    }

    /// The tag stands in the field that tells guests apart.
    private func tagged(_ name: GuestName, _ tag: String) -> GuestName {
        var name = name
        if settings.hostnameFormat.allSatisfy({ $0 == .hostname }) {
            name.pluginInstance = name.pluginInstance.ending(with: tag)
        } else {
            name.host = name.host.ending(with: tag)
        }
        return name
    }

    private static func plain(_ guest: Guest, _ settings: CollectdSettings) -> GuestName {
        func text(_ parts: [CollectdSettings.NamePart]) -> String {
            parts.map { part in
                switch part {
                case .name: guest.identity.name
                case .uuid: guest.identity.uuid.description
                case .hostname: settings.collectdHost
                case .metadata: guest.metadata ?? ""
                }
            }
            .joined(separator: ":")
        }
        // an empty one would be taken for collectd's own
        let hosts = [text(settings.hostnameFormat), guest.identity.name, guest.identity.uuid.description]
        return GuestName(
            host: .host(hosts.first { !$0.isEmpty } ?? ""),
            pluginInstance: FieldText(text(settings.pluginInstanceFormat)))
    }
}

extension DomainIdentity.UUID {
    fileprivate var digits: String { description.filter { $0 != "-" } }
}
