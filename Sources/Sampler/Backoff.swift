/// The time to wait before the next attempt to connect: doubling, capped, and never the same for two agents.
struct Backoff: Sendable {
    /// Short enough that a restarted daemon is seen again within seconds.
    private static let longest = 2.0
    private var seconds = 0.25

    mutating func next() -> Duration {
        defer { seconds = min(seconds * 2, Self.longest) }
        return .seconds(seconds * Double.random(in: 0.75...1))
    }
}
