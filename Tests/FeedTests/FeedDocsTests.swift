import Foundation
import Testing

/// `docs/feed-columns.md` says what the code does; `make docs` writes it anew.
@Suite("Feed docs") struct FeedDocsTests {
    @Test func columnsDocumentIsCurrent() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("docs/feed-columns.md")
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            try FeedDocument.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == FeedDocument.text, "docs/feed-columns.md is out of date; run 'make docs'")
    }
}
