/// When values are due: where the time of day is a multiple of an interval, so that a restart does not shift them.
public struct Intervals: Sendable {
    /// Seconds.
    private let length: Double
    /// The beginning of the last one, in intervals of Unix time.
    private var last: Double?

    /// Intervals of so many seconds.
    public init(_ length: Double) { self.length = length }

    /// How many seconds there are to the next one that is to be told of.
    ///
    /// One that began while the last was still told of is due at once; of several, the newest. A clock that is set is
    /// followed.
    /// - Parameter time: Seconds of Unix time.
    public mutating func wait(at time: Double) -> Double {
        let now = time / length
        let current = now.rounded(.down)
        var next = current + 1
        if let last, last <= now, now < last + 2 {
            next = max(last + 1, current)
        } else if let last, now < last, last - now < 0.5 {
            // woken a moment too early
            next = last + 1
        }
        last = next
        return max(0, next - now) * length
    }
}
