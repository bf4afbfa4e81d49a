/// Something that a mode measures, and that thresholds may be set for.
public struct CheckMetric: Sendable {
    /// Its name, unique in its mode: what `-w NAME=RANGE` has, and what labels of perfdata end with.
    public let name: String
    /// What it is counted in.
    public let unit: MetricUnit
    /// What it is, for the help.
    public let summary: String
    /// The range that warns unless told otherwise.
    public let warning: String?
    /// The range that is critical unless told otherwise.
    public let critical: String?
    /// Whether a percentage may be more than 100, as of what can be promised twice.
    let canExceed: Bool

    /// The metric of these parts.
    public init(
        _ name: String, _ unit: MetricUnit, _ summary: String, warning: String? = nil, critical: String? = nil,
        canExceed: Bool = false
    ) {
        self.canExceed = canExceed
        self.name = name
        self.unit = unit
        self.summary = summary
        self.warning = warning
        self.critical = critical
    }
}

/// A value of a metric.
public struct Measurement: Sendable {
    /// The metric's name.
    public let metric: String
    /// In the metric's unit; finite.
    public let value: Double
    /// The most it can be, if there is such.
    public let maximum: Double?

    /// A value; `nil` of none, and of one that is no number: what is not known is not written.
    public init?(_ metric: String, _ value: Double?, maximum: Double? = nil) {
        guard let value, value.isFinite else { return nil }
        self.metric = metric
        self.value = value
        self.maximum = maximum
    }
}
