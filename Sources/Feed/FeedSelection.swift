public import Catalogue

/// Which part of a snapshot a reader wants.
public struct FeedSelection: Hashable, Sendable {
    /// The names of the domains; `nil` for all.
    public var domains: Set<String>?
    /// The collectors whose numbers are wanted; `nil` for all, empty for no numbers.
    public var collectors: Set<Collector>?
    /// Whether what the XML of domains says is left out.
    public var leavesOutFacts = false

    /// A selection of these domains and collectors.
    public init(domains: Set<String>? = nil, collectors: Set<Collector>? = nil, leavesOutFacts: Bool = false) {
        self.domains = domains
        self.collectors = collectors
        self.leavesOutFacts = leavesOutFacts
    }

    /// Everything.
    public static let all = FeedSelection()
}

extension FeedSelection {
    /// What a request asks for; collectors that this version does not have bring nothing.
    init(_ request: FeedSnapshotRequest) {
        let collectors = Set(request.collectors.compactMap(Collector.init(rawValue:)))
        self.init(
            domains: request.domains.isEmpty ? nil : Set(request.domains),
            collectors: request.withoutNumbers ? [] : request.collectors.isEmpty ? nil : collectors,
            leavesOutFacts: request.withoutFacts)
    }
}

extension FeedSnapshotRequest {
    init(_ selection: FeedSelection) {
        self.init()
        domains = selection.domains.map { $0.sorted() } ?? []
        collectors = selection.collectors.map { $0.map(\.rawValue).sorted() } ?? []
        withoutFacts = selection.leavesOutFacts
        withoutNumbers = selection.collectors?.isEmpty ?? false
    }
}
