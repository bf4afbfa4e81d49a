/// How long a call for statistics may take before it is taken for stuck: a multiple of what it took lately.
struct Patience: Sendable {
    private var typical: Duration?
    /// What a call may take before any was answered, but for what its guests take; `nil`: half of a round.
    private let first: Duration?

    private static let least = Duration.milliseconds(500)
    private static let factor = 3
    /// When asked again, what is stuck is mostly passed over.
    private static let factorAgain = 2
    /// More than a guest takes that answers.
    private static let share = Duration.milliseconds(10)

    init(first: Duration? = nil) { self.first = first }

    /// The time to wait, which leaves some of a round's time to ask again.
    ///
    /// - Parameter domains: How many of them the call is about.
    func limit(within deadline: Duration, again: Bool = false, domains: Int = 1) -> Duration {
        guard let typical else { return min(first.map { $0 + Self.share * domains } ?? .seconds(3600), deadline / 2) }
        return min(deadline * 0.8, max(Self.least, typical * (again ? Self.factorAgain : Self.factor)))
    }

    /// Learns from the slowest call of a round that was answered.
    mutating func learn(_ duration: Duration) {
        guard let old = typical else {
            typical = duration
            return
        }
        // up at once, down slowly: a busy host is not to be taken for a stuck one
        typical = max(duration, old * 0.8 + duration * 0.2)
    }

    /// Learns from a call that was given up and answered after all: it was slow rather than stuck.
    mutating func learn(late duration: Duration) {
        typical = max(typical ?? .zero, duration / Self.factor)
    }
}
