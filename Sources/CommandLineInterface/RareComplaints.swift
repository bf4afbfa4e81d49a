/// Complaints that are not repeated as often as their reason comes up, for a log that takes each line for an error.
public struct RareComplaints {
    private var told: [String: ContinuousClock.Instant] = [:]
    private var hour: ContinuousClock.Instant?
    private var inHour = 0

    /// How long the same is not said again.
    private static let pause = Duration.seconds(900)
    /// Lines in an hour, whatever they say: guests' names are in some of them.
    private static let most = 60

    /// Nothing said.
    public init() {}

    /// The line for a text; `nil` if it was said a while ago, or too much was.
    ///
    /// - Parameter now: The moment.
    public mutating func line(_ text: String, at now: ContinuousClock.Instant = .now) -> String? {
        let hour = hour ?? now
        self.hour = hour
        if now - hour > .seconds(3600) { (self.hour, inHour) = (now, 0) }
        told = told.filter { now - $0.value < Self.pause }
        guard told[text] == nil, inHour < Self.most else { return nil }
        told[text] = now
        inHour += 1
        return text
    }

    /// Takes what comes up from now on for news, for what was said is over; how many lines there may be in an hour stays.
    public mutating func forget() { told = [:] }
}
