public import Catalogue
public import Snapshot

/// A plugin of munin's, by the name that its file has among the plugins of a node.
public struct MuninPlugin: Sendable, Equatable {
    /// What a plugin shows.
    enum Kind: Sendable, Equatable {
        /// `libvirt`: every topic, and in each topic every guest.
        case everything
        /// `libvirt-cputime`.
        case legacy(LegacyPlugin)
        /// `libvirt_`, of which munin makes one for each topic.
        case topics
        /// `libvirt_disk`.
        case topic(MuninTopic)
        /// `libvirt_disk_`, of which munin makes one for each guest.
        case parts(MuninTopic)
        /// `libvirt_disk_web01`.
        case part(MuninTopic, String)
    }

    let kind: Kind
    /// The name of its file.
    public let name: String

    /// The plugin of this name, or `nil` if there is none.
    public init?(named name: String) {
        self.name = name
        guard name.hasPrefix("libvirt") else { return nil }
        let rest = name.dropFirst("libvirt".count)
        guard let separator = rest.first else {
            kind = .everything
            return
        }
        guard separator == "_" || separator == "-" else { return nil }
        let words = rest.dropFirst().split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        let first = words.first.map(String.init) ?? ""
        if words.count == 1, let legacy = LegacyPlugin(rawValue: first) {
            kind = .legacy(legacy)
        } else if separator == "_", words == [""] {
            kind = .topics
        } else if separator == "_", let topic = MuninTopic(rawValue: first) {
            guard words.count == 2 else {
                kind = .topic(topic)
                return
            }
            guard topic.hasParts else { return nil }
            kind = words[1].isEmpty ? .parts(topic) : .part(topic, String(words[1]))
        } else {
            return nil
        }
    }

    /// The names that plugins can have, for those who gave another.
    public static var names: String {
        let legacy = LegacyPlugin.allCases.map { "libvirt-\($0.rawValue)" }
        let topics = MuninTopic.allCases.map(\.name)
        return (["libvirt"] + topics + ["libvirt_TOPIC_GUEST"] + legacy).joined(separator: ", ")
    }

    /// Whether its graphs are several, which munin takes only from a node that can `multigraph`.
    public var isMultigraph: Bool { kind == .everything }

    /// What of a sample it needs.
    public func collectors(_ settings: MuninSettings) -> Set<Collector> {
        switch kind {
        case .everything: settings.topics.reduce(into: []) { $0.formUnion($1.collectors) }
        case .legacy(let legacy): legacy.collectors
        case .topic(let topic), .part(let topic, _): topic.collectors
        case .topics, .parts: []
        }
    }

    /// Whether the sample need hold a guest of this name.
    public func needs(guest name: String) -> Bool {
        switch kind {
        case .part(.pool, _): false
        case .part(_, let part): MuninNames.isPossible(part, of: name)
        case .everything, .legacy, .topics, .topic, .parts: true
        }
    }

    /// What of a sample its suggestions need.
    public var collectorsOfSuggestions: Set<Collector> { kind == .parts(.pool) ? [.storagePool] : [] }

    /// Its graphs.
    ///
    /// - Parameter age: How long ago libvirt last answered; `nil` if it never did.
    /// - Returns: Nothing for a plugin of which munin first has to make others. Of a guest or pool that there is not, what
    ///   is known of its graph all the same: munin drops plugins for good that have nothing to say when it starts.
    public func graphs(of snapshot: Snapshot, age: Duration?, settings: MuninSettings = MuninSettings()) -> [MuninGraph]
    {
        switch kind {
        case .everything:
            let host = MuninHost(snapshot, age: age, settings: settings)
            return settings.topics.flatMap { topic in
                let parts = topic.parts(of: host).map { topic.part($0, of: host, as: "\(topic.name).\($0)") }
                return [topic.overview(of: host)] + parts
            }
        case .legacy(let legacy):
            return [
                legacy.graph(of: MuninHost(snapshot, age: age, settings: settings, naming: .whileUnambiguous))
            ]
        case .topic(let topic):
            return [topic.overview(of: MuninHost(snapshot, age: age, settings: settings))]
        case .part(let topic, let part):
            let host = MuninHost(snapshot, age: age, settings: settings)
            return [topic.part(part, of: host, as: "\(topic.name)_\(part)")]
        case .topics, .parts:
            return []
        }
    }

    /// Whether the guest or the pool is there that it is about, if it is about one.
    public func hasSubject(in snapshot: Snapshot) -> Bool {
        guard case .part(let topic, let part) = kind else { return true }
        let host = MuninHost(snapshot, age: nil, settings: MuninSettings())
        return topic == .pool
            ? host.pools.indices.contains { host.pools[$0] == part } : host.guest(part) != nil
    }

    /// Whether munin has to make others of it, by what ``suggestions(of:)`` says.
    public var isTemplate: Bool {
        switch kind {
        case .topics, .parts: true
        case .everything, .legacy, .topic, .part: false
        }
    }

    /// Whether what it suggests depends on the host.
    public var needsSampleForSuggestions: Bool { if case .parts = kind { true } else { false } }

    /// What munin may put behind the name of a plugin that ends with `_`, to make others of it.
    ///
    /// - Parameter snapshot: A sample, if ``needsSampleForSuggestions``.
    public func suggestions(of snapshot: Snapshot?) -> [String] {
        switch kind {
        case .topics:
            MuninTopic.allCases.map(\.rawValue)
        case .parts(let topic):
            snapshot.map { topic.parts(of: MuninHost($0, age: nil, settings: MuninSettings())) } ?? []
        case .everything, .legacy, .topic, .part:
            []
        }
    }
}
