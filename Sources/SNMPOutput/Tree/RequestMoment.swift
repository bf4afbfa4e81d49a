/// The moment of a request, on the clock that all times in an answer are told by.
///
/// A value that grows with time is computed when it is asked for, so that one sample serves until the next.
public struct RequestMoment: Sendable {
    /// Hundredths of a second since the hypervisor was initialized, not wrapped.
    public let ticks: Int64

    /// How the program fares at that moment.
    public let counts: AgentCounts

    /// The moment at this many hundredths of a second.
    public init(ticks: Int64, counts: AgentCounts = AgentCounts()) {
        self.ticks = ticks
        self.counts = counts
    }

    /// Hundredths of a second since an earlier moment; zero where that is not earlier.
    func ticks(since start: Int64) -> SNMPValue { .timeTicks(UInt32(truncatingIfNeeded: max(0, ticks - start))) }

    /// Milliseconds since an earlier moment, on a gauge.
    func milliseconds(since start: Int64) -> SNMPValue { .gauge(UInt64(max(0, ticks - start)) * 10) }
}
