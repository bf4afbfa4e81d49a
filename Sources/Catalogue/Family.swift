/// A metric family that is not one number of one entity of a statistics call: infos, state sets, histograms, and what the
/// agent says of itself.
public struct Family: Sendable {
    /// The type of a family.
    public enum Kind: String, Sendable {
        /// Only grows.
        case counter
        /// May go up and down.
        case gauge
        /// Cumulative buckets.
        case histogram
        /// Always 1; the labels are the message.
        case info
        /// One series a state, 1 for the one that holds.
        case stateSet = "state set"
        /// A value of which not even that is known.
        case untyped
    }

    /// The Prometheus name.
    public let name: String
    /// The type.
    public let kind: Kind
    /// The label names, in the order of the page.
    public let labels: [String]
    /// The libvirt field or call it comes from; `nil` for what the agent says of itself.
    public let source: String?
    /// The collector that brings it, or `nil` for what is always there.
    public let collector: Collector?
    /// The Prometheus help text: one sentence.
    public let help: String

    init(
        _ name: String,
        _ kind: Kind,
        _ labels: [String],
        _ help: String,
        from source: String? = nil,
        in collector: Collector? = nil
    ) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.source = source
        self.collector = collector
        self.help = help
    }
}
