public import Catalogue
import FoundationEssentials

/// What is sampled, and how patiently.
public struct SamplerOptions: Sendable {
    /// The collectors that are on.
    public var collectors: Set<Collector> = Set(Collector.allCases.filter(\.isOnByDefault))
    /// How often the background samples, when nobody else asks.
    public var interval: Duration = .seconds(10)
    /// How long a round may take before it is abandoned.
    public var deadline: Duration = .seconds(5)
    /// How old the numbers of a domain may get that cannot be read any more.
    public var maxAge: Duration = .seconds(60)
    /// How often the host and its storage pools are read, at most.
    public var slowInterval: Duration = .seconds(10)
    /// How often a running guest without a job is asked for one, at most; zero: in each round.
    ///
    /// Not every job is announced, and each question is a call of its own: asking a hundred guests costs libvirtd a
    /// twentieth of a sample more, and twice the agent's own CPU time.
    public var jobInterval: Duration = .seconds(120)
    /// How long the facts of a domain's XML are kept before they are read again, where no event announces changes.
    public var factsMaxAge: Duration = .seconds(60)
    /// The same where events do: some changes, such as of a CD in its drive, have none.
    public var announcedFactsMaxAge: Duration = .seconds(600)
    /// Over how many connections statistics are read at a time; one more serves everything else.
    public var connections = 4
    /// How many more connections may be held by calls that do not return, each with a thread here and a worker there.
    public var mostHeld = 8
    /// How long the first call for statistics may take, but for what its guests take; `nil`: half of a round.
    ///
    /// Until a call was answered, nobody knows how long calls take. Who takes a sample or two has no second round for those
    /// that are stuck.
    public var firstPatience: Duration?
    /// For how long libvirt may pass a guest over because of somebody else's call before it is taken for stuck.
    ///
    /// Zero: not at all, for who takes a sample or two cannot wait and see.
    public var longestSilence: Duration = .seconds(30)
    /// The time of day, in seconds of Unix time: only for what is shown as such, never for ages or deadlines.
    public var wallTime: @Sendable () -> Double = { Date().timeIntervalSince1970 }
    /// Which domains are sampled, by name.
    public var isIncluded: @Sendable (String) -> Bool = { _ in true }

    /// The defaults.
    public init() {}
}
