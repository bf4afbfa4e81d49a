public import Catalogue

/// Which part of a snapshot a reader wants.
public struct FeedSelection: Hashable, Sendable {
    /// The names of the domains; `nil` for all.
    public var domains: Set<String>?
    /// The collectors whose numbers are wanted; `nil` for all, empty for no numbers.
    public var collectors: Set<Collector>?
    /// Of their numbers those that are wanted, without texts, histograms and unknown fields; `nil` for all.
    ///
    /// A daemon of a version before this brings all the same.
    public var metrics: Set<MetricID>?
    /// Whether what the XML of domains says is left out.
    public var leavesOutFacts = false

    /// A selection of these domains, collectors and metrics.
    public init(
        domains: Set<String>? = nil, collectors: Set<Collector>? = nil, metrics: Set<MetricID>? = nil,
        leavesOutFacts: Bool = false
    ) {
        self.domains = domains
        self.collectors = collectors
        self.metrics = metrics
        self.leavesOutFacts = leavesOutFacts
    }

    /// Everything.
    public static let all = FeedSelection()
}

extension FeedSelection {
    /// What a request asks for; collectors and columns that this version does not have bring nothing.
    init(_ request: FeedSnapshotRequest) {
        let collectors = Set(request.collectors.compactMap(Collector.init(rawValue:)))
        self.init(
            domains: request.domains.isEmpty ? nil : Set(request.domains),
            collectors: request.withoutNumbers ? [] : request.collectors.isEmpty ? nil : collectors,
            metrics: request.fields.isEmpty ? nil : Set(request.fields.compactMap { FeedNames.metrics[$0] }),
            leavesOutFacts: request.withoutFacts)
    }
}

extension FeedSnapshotRequest {
    init(_ selection: FeedSelection) {
        self.init()
        domains = selection.domains.map { $0.sorted() } ?? []
        collectors = selection.collectors.map { $0.map(\.rawValue).sorted() } ?? []
        withoutFacts = selection.leavesOutFacts
        fields = selection.metrics.map { $0.sorted().map(\.metric.field) } ?? []
        withoutNumbers = selection.collectors?.isEmpty ?? selection.metrics?.isEmpty ?? false
    }
}
