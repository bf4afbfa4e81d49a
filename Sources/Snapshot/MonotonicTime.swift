/// A moment on a clock that never jumps, as the time since an origin of the process's own.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Time since the origin.
    public var sinceOrigin: Duration

    /// The moment this long after the origin.
    public init(sinceOrigin: Duration) { self.sinceOrigin = sinceOrigin }

    /// Orders by time.
    public static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.sinceOrigin < b.sinceOrigin }

    /// The time from `b` to `a`.
    public static func - (a: MonotonicTime, b: MonotonicTime) -> Duration { a.sinceOrigin - b.sinceOrigin }
}
