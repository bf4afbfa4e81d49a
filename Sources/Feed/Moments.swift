import Snapshot

extension MonotonicTime {
    /// Nanoseconds since the origin of the daemon's clock; 0 for moments before it.
    var feedNanoseconds: UInt64 { sinceOrigin.feedNanoseconds }

    init(feedNanoseconds: UInt64) { self.init(sinceOrigin: Duration(feedNanoseconds: feedNanoseconds)) }
}

extension Duration {
    var feedNanoseconds: UInt64 {
        let parts = components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        return UInt64(parts.seconds) &* 1_000_000_000 &+ UInt64(parts.attoseconds / 1_000_000_000)
    }

    /// At most 292 years: what is longer is nonsense, and would not fit into numbers of nanoseconds.
    init(feedNanoseconds: UInt64) {
        self = .nanoseconds(Int64(clamping: feedNanoseconds))
    }
}
