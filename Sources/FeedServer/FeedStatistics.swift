public import Feed
internal import Synchronization

/// What a feed did since it began.
public struct FeedStatistics: Hashable, Sendable {
    /// Readers that are connected.
    public internal(set) var readers: UInt64 = 0
    /// Readers that were let in.
    public internal(set) var readersAccepted: UInt64 = 0
    /// Readers that were turned away: they may not read, or there were too many.
    public internal(set) var readersRefused: UInt64 = 0
    /// Readers that were let in and later sent away: they asked nonsense, were too slow, or another took their place.
    public internal(set) var readersDropped: UInt64 = 0
    /// Questions that were answered.
    public internal(set) var answers: UInt64 = 0
    /// How readers fare that are subagents of SNMP agents, by agent.
    public internal(set) var subagents: [SubagentState] = []
}

/// Counts on the feed's thread for who asks on others.
final class FeedCounter: Sendable {
    private let state = Mutex(FeedStatistics())

    var statistics: FeedStatistics { state.withLock { $0 } }

    func count(_ change: (inout FeedStatistics) -> Void) { state.withLock { change(&$0) } }
}
