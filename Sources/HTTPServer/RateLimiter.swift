internal import Synchronization
internal import WebConfig

/// A token bucket: a burst of requests at once, and one more each interval.
final class RateLimiter: Sendable {
    private let interval: Duration
    private let burst: Double
    private let state: Mutex<(tokens: Double, at: ContinuousClock.Instant)>

    init(_ limit: WebConfiguration.RateLimit, at now: ContinuousClock.Instant = .now) {
        interval = limit.interval
        burst = Double(limit.burst)
        state = Mutex((Double(limit.burst), now))
    }

    /// Whether a request that comes now is answered.
    func allows(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            state.tokens = min(burst, state.tokens + (now - state.at) / interval)
            state.at = now
            guard state.tokens >= 1 else { return false }
            state.tokens -= 1
            return true
        }
    }
}
