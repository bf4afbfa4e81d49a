import Foundation
import RealGuests
import Testing

/// What the guide for operators shows is what the program says, where that is the same everywhere.
@Suite struct NagiosShownTests {
    @Test func aConnectionThatFails() async throws {
        let text = try String(
            contentsOf: Program.root.appendingPathComponent("plugins/nagios/README.md"), encoding: .utf8)
        let section = try #require(text.firstRange(of: "\n### `connection`\n"))
        let begin = try #require(text[section.upperBound...].firstRange(of: "```console\n$ check_virtpulse "))
        let end = try #require(text[begin.upperBound...].firstRange(of: "```"))
        let lines = text[begin.upperBound..<end.lowerBound].split(separator: "\n", maxSplits: 1)
        let arguments = lines[0].split(separator: " ").map { String($0.replacing("'", with: "")) }
        let output = try await Program.run(Program.plugin, ["check"] + arguments)
        #expect(output.status == 2 && output.out == String(lines[1]), "\(output)")
    }
}
