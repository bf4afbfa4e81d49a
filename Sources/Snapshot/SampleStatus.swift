public import Catalogue

/// How a round of sampling went.
public struct SampleStatus: Sendable {
    /// Whether libvirt answered.
    public var isUp: Bool
    /// When the last round began that libvirt answered; `nil` before the first.
    public var lastAnswered: MonotonicTime?
    /// Calls that did not return in time and that nobody waits for any more; each holds a connection.
    public var heldCalls: Int
    /// How long the round took.
    public var duration: Duration
    /// Rounds finished so far, good or bad.
    public var rounds: UInt64
    /// What each enabled collector did.
    public var collectors: [Collector: CollectorStatus]
    /// What failed; empty after a clean round.
    public var problems: [StatsFailure]

    /// The status of a round.
    public init(
        isUp: Bool, lastAnswered: MonotonicTime? = nil, heldCalls: Int = 0, duration: Duration = .zero,
        rounds: UInt64 = 0,
        collectors: [Collector: CollectorStatus] = [:],
        problems: [StatsFailure] = []
    ) {
        self.isUp = isUp
        self.lastAnswered = lastAnswered
        self.heldCalls = heldCalls
        self.duration = duration
        self.rounds = rounds
        self.collectors = collectors
        self.problems = problems
    }
}

/// What a collector did in a round.
public struct CollectorStatus: Sendable {
    /// How long libvirt took, `nil` if it was not asked; collectors that share a bulk call share its time.
    public var duration: Duration?
    /// Whether it got what it asked for.
    public var succeeded: Bool
    /// When it last succeeded.
    public var lastSuccess: MonotonicTime?

    /// The status of a collector.
    public init(duration: Duration?, succeeded: Bool, lastSuccess: MonotonicTime?) {
        self.duration = duration
        self.succeeded = succeeded
        self.lastSuccess = lastSuccess
    }
}
