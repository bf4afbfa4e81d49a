public import Snapshot

/// What is remembered of one run of a domain: its rates now and those of the last ten minutes.
public struct DomainHistory: Sendable {
    /// The rates between the last two samples; all absent after the first.
    public private(set) var rates = DomainRates(repeating: nil)
    private var totals: CounterTotals
    private var ring: RateRing

    init(_ totals: CounterTotals) {
        self.totals = totals
        ring = RateRing(at: totals.sampledAt)
    }

    /// Notes a sample.
    ///
    /// One that is not newer than the last says nothing new; one of another run starts anew.
    mutating func note(_ new: CounterTotals) {
        if new.isOfAnotherRun(than: totals) {
            self = DomainHistory(new)
        } else if let rates = new.rates(since: totals) {
            ring.add(rates, from: totals.sampledAt, to: new.sampledAt)
            self.rates = rates
            totals = new
        }
    }

    /// How many steps the history has.
    public static let capacity = RateRing.capacity

    /// The mean rates of each ten seconds up to a moment, the oldest first; always ``capacity`` of them.
    public func steps(through moment: MonotonicTime) -> [DomainRates] {
        ring.rates(through: max(RateRing.number(of: moment), ring.newest))
    }

    /// The most that a domain takes, in bytes: its part of a dictionary that is a quarter full, and the ring behind it.
    static let mostBytes =
        4 * (MemoryLayout<DomainIdentity.UUID>.stride + MemoryLayout<DomainHistory>.stride)
        + RateRing.capacity * MemoryLayout<RateRing.Step>.stride + 32
}
