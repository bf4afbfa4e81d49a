import Foundation
import NagiosOutput
import Testing

/// The guide for operators has the modes that there are; `make docs` writes their table anew.
@Suite("Nagios docs", .serialized) struct NagiosDocsTests {
    private static let begin = "<!-- written by `make docs` from here -->\n"
    private static let end = "<!-- to here -->\n"

    private static var table: String {
        let rows = CheckMode.all.map { mode in
            let metrics = mode.metrics.map { metric in
                "| | `\(metric.name)` | \(unit(metric.unit)) | \(range(metric.warning)) | \(range(metric.critical)) "
                    + "| \(metric.summary) |\n"
            }
            return "| **`\(mode.name)`** | | | | | \(mode.summary) |\n" + metrics.joined()
        }
        return "| mode | metric | unit | `-w` | `-c` | |\n|---|---|---|---|---|---|\n" + rows.joined()
    }

    /// What is not written out: the modes of a set that has most of them are those that it lacks.
    private static var options: String {
        let rows = CheckOption.allCases.map { option in
            let names = option.modes.map { "`\($0.name)`" }
            let others = CheckMode.all.filter { !option.isRead(by: $0) }.map { "`\($0.name)`" }
            let modes =
                names.count > others.count
                ? "all but \(others.joined(separator: ", "))" : names.joined(separator: ", ")
            return "| `--\(option.rawValue)` | \(modes) |\n"
        }
        return "| option | modes that read it |\n|---|---|\n" + rows.joined()
    }

    private static func range(_ text: String?) -> String { text.map { "`\($0)`" } ?? "" }

    private static func unit(_ unit: MetricUnit) -> String {
        switch unit {
        case .count: "number"
        case .percent: "%"
        case .bytes: "B"
        case .seconds: "s"
        case .bytesPerSecond: "B/s"
        case .perSecond: "1/s"
        }
    }

    @Test func theTableOfModesIsCurrent() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("plugins/nagios/README.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let first = try #require(text.firstRange(of: Self.begin))
        let last = try #require(text.firstRange(of: Self.end))
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            text.replaceSubrange(first.upperBound..<last.lowerBound, with: Self.table)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text.contains(Self.begin + Self.table + Self.end), "its modes are out of date; run 'make docs'")
    }

    @Test func theTableOfOptionsIsCurrent() throws {
        let (begin, end) = ("<!-- options written by `make docs` from here -->\n", "<!-- options to here -->\n")
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("plugins/nagios/README.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let first = try #require(text.firstRange(of: begin))
        let last = try #require(text.firstRange(of: end))
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            text.replaceSubrange(first.upperBound..<last.lowerBound, with: Self.options)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text.contains(begin + Self.options + end), "its options are out of date; run 'make docs'")
    }

    /// Every mode has a section with what it says.
    @Test(arguments: CheckMode.all.map(\.name)) func everyModeIsShown(mode: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("plugins/nagios/README.md")
        #expect(try String(contentsOf: file, encoding: .utf8).contains("\n### `\(mode)`\n"))
    }
}
