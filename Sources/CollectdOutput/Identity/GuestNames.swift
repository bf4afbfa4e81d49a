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
/// Where several would have the same name, one of them keeps it that is really called so; the others get a tag of their
/// UUID. So a guest's name depends on others only if it could be mistaken for one of them.
struct GuestNames: Sendable {
    /// A guest to name.
    struct Guest: Sendable {
        let identity: DomainIdentity
        /// The name that its metadata has for it; `nil` if there is none.
        var metadata: String?
    }

    private let settings: CollectdSettings
    private var names: [DomainIdentity.UUID: GuestName] = [:]

    /// The names of these guests.
    init(_ guests: [Guest], _ settings: CollectdSettings) {
        self.settings = settings
        let plain = guests.map { Self.plain($0, settings) }
        var groups: [GuestName: [Int]] = [:]
        for (position, name) in plain.enumerated() { groups[name, default: []].append(position) }
        var taken: Set<GuestName> = []
        var untitled: [Int] = []
        for (name, members) in groups {
            let entitled = members.count == 1 ? members : members.filter { !plain[$0].isAltered }
            if entitled.count == 1 {
                names[guests[entitled[0]].identity.uuid] = name
                taken.insert(name)
            }
            untitled += entitled.count == 1 ? members.filter { $0 != entitled[0] } : members
        }
        // in an order that does not change from sample to sample
        for position in untitled.sorted(by: { guests[$0].identity.uuid.digits < guests[$1].identity.uuid.digits }) {
            let digits = guests[position].identity.uuid.digits
            var tag = "~\(digits.prefix(8))"
            var name = tagged(plain[position], tag)
            while !taken.insert(name).inserted {
                tag = tag.utf8.count < digits.utf8.count ? "~\(digits)" : tag + "~"
                name = tagged(plain[position], tag)
            }
            names[guests[position].identity.uuid] = name
        }
    }

    /// The name of a guest, be it one of those or not.
    func name(of guest: Guest) -> GuestName { names[guest.identity.uuid] ?? Self.plain(guest, settings) }

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
