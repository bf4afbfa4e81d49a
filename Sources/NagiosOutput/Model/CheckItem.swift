/// One thing that was looked at: a guest, one of its disks, a storage pool.
public struct CheckItem: Sendable {
    /// What it is called; a tenant's text.
    public var subject: String
    /// Which part of that, such as a disk; may be empty.
    public var part: String
    /// What was measured.
    public var measurements: [Measurement]
    /// What is known of it whatever the thresholds say.
    public var verdicts: [Verdict]
    /// What a line of detail says of it beside the numbers; may be empty.
    public var note: String
    /// Whether anything can be measured of it: a guest that just started has no rates, and an inactive pool no sizes.
    public var isMeasured: Bool
    /// Metrics that there is nothing to measure of, as the latency of a disk without requests.
    public var idle: Set<String>

    /// A judgement, and why.
    public struct Verdict: Sendable {
        /// How bad it is.
        public let state: ServiceState
        /// Why, in few words without the subject: `paused (ioerror)`.
        public let reason: String

        /// The judgement of these parts.
        public init(_ state: ServiceState, _ reason: String) {
            self.state = state
            self.reason = reason
        }
    }

    /// The thing of these parts.
    public init(
        _ subject: String, part: String = "", _ measurements: [Measurement?] = [], verdicts: [Verdict] = [],
        note: String = "", isMeasured: Bool = true, idle: Set<String> = []
    ) {
        self.subject = subject
        self.part = part
        self.measurements = measurements.compactMap { $0 }
        self.verdicts = verdicts
        self.note = note
        self.isMeasured = isMeasured
        self.idle = idle
    }
}

/// What a mode found.
public struct CheckFindings: Sendable {
    /// What was looked at, in the order of the output.
    public var items: [CheckItem]
    /// Values of all of them together, which have no subject: counts, sums.
    ///
    /// Thresholds hold for them as well.
    public var totals: [Measurement]
    /// What is known of all of them together whatever the thresholds say.
    public var verdicts: [CheckItem.Verdict] = []
    /// Lines of detail beside those of the items, such as which events a total counts.
    public var notes: [String] = []
    /// How many things there are, where totals stand for them; else the number of items counts.
    public var count: Int?
    /// Words for the first line when nothing is wrong, such as `12 running, 3 shut off`; else the number of items is said.
    public var summary: String?

    /// The findings of these parts.
    ///
    /// - Parameter countsItems: Whether the items are the things there are, beside the totals, so that none is nothing to
    ///   look at.
    public init(
        _ items: [CheckItem], totals: [Measurement?] = [], countsItems: Bool = false, summary: String? = nil
    ) {
        self.items = items
        self.totals = totals.compactMap { $0 }
        self.summary = summary
        if countsItems { count = items.count }
    }
}
