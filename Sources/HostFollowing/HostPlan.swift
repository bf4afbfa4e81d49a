public import Catalogue
public import CommandLineInterface
public import Feed

/// Which host a program follows, and how.
public struct HostPlan: Sendable {
    /// Between two samples, in seconds.
    public var interval: Double
    /// The host.
    public var host: HostOptions
    /// Where samples come from.
    public var origin: SampleOrigin
    /// The daemon's socket.
    public var feedSocket: String
    /// How long libvirt may take for a sample.
    public var deadline: Duration
    /// What samples are to have.
    public var collectors: Set<Collector>
    /// Whether events are wanted.
    public var followsEvents: Bool
    /// Between two questions for the job of each guest; `nil`: as seldom as the sampler asks of itself.
    public var jobInterval: Duration?
    /// Whether a guest of this name is sampled, where libvirt is asked.
    public var isIncluded: @Sendable (String) -> Bool
    /// What is said of a daemon's feed that cannot be read, and the mend.
    public var words: @Sendable (FeedError) -> String
    /// How the program fares, if it is a subagent of an SNMP agent, for the daemon that it reads.
    public var subagent: @Sendable () -> SubagentState? = { nil }

    /// A plan of these parts.
    public init(
        interval: Double, host: HostOptions, origin: SampleOrigin, feedSocket: String, deadline: Duration,
        collectors: Set<Collector>, followsEvents: Bool = true, jobInterval: Duration? = nil,
        isIncluded: @escaping @Sendable (String) -> Bool = { _ in true },
        words: @escaping @Sendable (FeedError) -> String = { $0.description }
    ) {
        self.interval = interval
        self.host = host
        self.origin = origin
        self.feedSocket = feedSocket
        self.deadline = deadline
        self.collectors = collectors
        self.followsEvents = followsEvents
        self.jobInterval = jobInterval
        self.isIncluded = isIncluded
        self.words = words
    }
}
