import CommandLineInterface

/// Complaints that are not repeated as often as their reason comes up: collectd logs each line as an error.
struct RareComplaints {
    private var told: [String: ContinuousClock.Instant] = [:]
    private var hour = ContinuousClock.now
    private var inHour = 0

    /// How long the same is not said again.
    private static let pause = Duration.seconds(900)
    /// Lines in an hour, whatever they say: guests' names are in some of them.
    private static let most = 60
    private static let longest = 900

    /// Writes a line, unless it was written a while ago.
    mutating func write(_ text: String) {
        let now = ContinuousClock.now
        if now - hour > .seconds(3600) { (hour, inHour) = (now, 0) }
        told = told.filter { now - $0.value < Self.pause }
        guard told[text] == nil, inHour < Self.most else { return }
        told[text] = now
        inHour += 1
        Complaint.write(Self.shortened(text))
    }

    /// What collectd reads as one line: it closes its end at one of 1024 bytes.
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
