import Foundation
import Testing

/// `docs/metrics.md` says what the code does; `make docs` writes it anew.
@Suite("Docs")
struct DocsTests {
    @Test func metricsDocumentIsCurrent() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("docs/metrics.md")
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            try MetricsDocument.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == MetricsDocument.text, "docs/metrics.md is out of date; run 'make docs'")
    }

    /// A released name is a promise: removing or renaming one takes an edit of this list.
    @Test func namesAreKept() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("names.txt")
        let current = MetricsNames.all.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            let old = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            let kept = Set(old.split(separator: "\n").map(String.init)).union(MetricsNames.all)
            try (kept.sorted().joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == current, "names.txt holds every released name; add new ones with 'make docs', remove none")
    }
}
