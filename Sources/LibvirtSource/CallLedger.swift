public import Snapshot
import Synchronization

/// Counts the calls to libvirt by function, from whatever thread they are made.
public final class CallLedger: Sendable {
    private let calls = Mutex<[String: CallStatistics]>([:])

    /// A ledger without calls.
    public init() {}

    /// Counts a call that returned: what a connection's observer does.
    public func observe(_ call: String, _ duration: Duration, _ failed: Bool) {
        calls.withLock { $0[call, default: CallStatistics()].count(duration, failed: failed) }
    }

    /// The calls so far, by libvirt's function without `vir`.
    public var statistics: [String: CallStatistics] { calls.withLock { $0 } }
}
