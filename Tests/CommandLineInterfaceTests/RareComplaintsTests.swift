import CommandLineInterface
import Testing

/// Complaints for a log in which each line is an error.
@Suite struct RareComplaintsTests {
    private let start = ContinuousClock.now

    @Test func theSameIsSaidOnceInAWhile() {
        var complaints = RareComplaints()
        func isSaid(_ text: String, after seconds: Int) -> Bool {
            complaints.line(text, at: start + .seconds(seconds)) != nil
        }
        #expect(isSaid("a", after: 0) && !isSaid("a", after: 1) && isSaid("b", after: 1))
        #expect(!isSaid("a", after: 899) && isSaid("a", after: 900) && !isSaid("a", after: 901))
        complaints.forget()
        #expect(isSaid("a", after: 902) && !isSaid("a", after: 903))
    }

    /// Guests' names are in some of them, and tenants make as many of those as they like.
    @Test func soManyAreSaidInAnHour() {
        var complaints = RareComplaints()
        let said = (0..<1000).count { complaints.line("\($0)", at: start + .seconds($0)) != nil }
        #expect(said == 60)
        complaints.forget()
        #expect(complaints.line("more", at: start + .seconds(1001)) == nil)
        #expect(complaints.line("later", at: start + .seconds(3601)) != nil)
    }

    /// collectd closes its end of a line of 1024 bytes.
    @Test(arguments: ["x", "é", "\u{1b}", "\u{202e}", "👩‍👩‍👧", "a\n"]) func aLineIsShortAndOne(part: String) {
        let line = TerminalText.shortLine(String(repeating: part, count: 5000))
        #expect(line.utf8.count < 1000 && line.hasSuffix("...") && !line.contains("\n") && !line.contains("\u{1b}"))
    }
}
