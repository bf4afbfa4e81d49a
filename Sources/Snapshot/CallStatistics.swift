/// How often one of libvirt's functions was called, and how long it took.
public struct CallStatistics: Sendable {
    /// Upper bounds of the buckets in nanoseconds; one more bucket takes the rest.
    public static let bounds: [UInt64] = [
        100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000, 300_000_000, 1_000_000_000,
        3_000_000_000, 10_000_000_000,
    ]

    /// Calls in each bucket alone.
    public private(set) var buckets = [UInt64](repeating: 0, count: bounds.count + 1)
    /// All calls' time in nanoseconds.
    public private(set) var nanoseconds: UInt64 = 0
    /// Calls that returned an error.
    public private(set) var failures: UInt64 = 0

    /// No calls.
    public init() {}

    /// Counts one call.
    public mutating func count(_ duration: Duration, failed: Bool) {
        let parts = duration.components
        let time = UInt64(max(0, parts.seconds)) * 1_000_000_000 + UInt64(max(0, parts.attoseconds / 1_000_000_000))
        let bucket = Self.bounds.firstIndex { time <= $0 } ?? Self.bounds.count
        buckets[bucket] += 1
        nanoseconds += time
        if failed { failures += 1 }
    }
}
