/// Complaints that are not repeated as often as their reason comes up, for a log that takes each line for an error.
public struct RareComplaints {
    private var told: [String: ContinuousClock.Instant] = [:]
    private var hour: ContinuousClock.Instant?
    private var inHour = 0

    /// How long the same is not said again.
    private static let pause = Duration.seconds(900)
    /// Lines in an hour, whatever they say: guests' names are in some of them.
    private static let most = 60
    private static let longest = 900

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
        return Self.shortened(text)
    }

    /// A line that all read as one: collectd closes its end at one of 1024 bytes.
    private static func shortened(_ text: String) -> String {
        // written out first, which makes it longer
        let text = TerminalText.line(text)
        guard text.utf8.count > longest else { return text }
        var result = ""
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= longest else { break }
            result.unicodeScalars.append(scalar)
        }
        return result + "..."
    }
}
