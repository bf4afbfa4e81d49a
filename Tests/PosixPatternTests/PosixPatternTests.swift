import PosixPattern
import Testing

/// Expressions of operators on names that tenants chose.
@Suite struct PosixPatternTests {
    @Test(arguments: [
        // anywhere, unless it is anchored
        ("eb", "web1", true), ("^eb", "web1", false), ("^we", "web1", true), ("1$", "web1", true),
        ("b$", "web1", false),
        ("^web1$", "web1", true), ("^web1$", "web10", false), ("^$", "", true), ("^$", "a", false),
        ("[0-9]", "web", false), ("[0-9]", "web1", true), ("^[^0-9]+$", "web", true), ("^[[:alpha:]]+$", "web", true),
        ("^[[:alpha:]]+$", "web1", false), ("^[[:alpha:]]+$", "größe", true), ("^[]a]$", "]", true),
        ("^(web|db)[0-9]+$", "db7", true), ("^(web|db)[0-9]+$", "dc7", false), ("web|^db", "adb", false),
        ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^ab?c*$", "acc", true), ("a\\.b", "axb", false),
        ("a\\.b", "a.b", true), ("WEB", "web", false), ("^web.db$", "web\ndb", true),
        // characters, not bytes; nor what a reader sees
        ("^.{3}$", "äöü", true), ("^.$", "🙂", true), ("^[äö]$", "ö", true), ("^[^a]$", "日", true),
        ("^.{2}$", "e\u{301}", true), ("^\u{e9}$", "e\u{301}", false),
        // whatever is in it
        ("", "", true), ("", "web", true),
    ])
    func matches(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try PosixPattern(pattern).matches(text) == isMatch)
    }

    /// The reason stands in a message to the operator.
    @Test(arguments: [
        ("a(", "( or \\("), ("[a", "[, [^"), ("a{1", "{"), ("a{2,1}", "\\{\\}"), ("[[:letter:]]", "class"),
        ("[b-a]", "range"), ("a\\", "backslash"), ("a{99999}", "big"), ("*{", "regular expression"),
    ])
    func badPatternsAreNamed(pattern: String, named: String) {
        let error = #expect(throws: PosixPatternError.self) { try PosixPattern(pattern) }
        #expect(error?.description.hasPrefix("not a regular expression: ") == true)
        #expect(error?.reason.contains(named) == true, "\(error?.reason ?? "")")
    }

    /// libc reads up to a NUL byte: `^a` with one behind would match every name with an a in front.
    @Test(arguments: ["a\0b", "\0", "a\0", "\0("]) func patternsWithNULAreRefused(pattern: String) {
        let error = #expect(throws: PosixPatternError.self) { try PosixPattern(pattern) }
        #expect(error?.description == "not a regular expression: it has a NUL byte")
    }

    @Test(arguments: [("^a$", false), ("b", true), ("a$", false), ("b$", true), ("^a.b$", false)])
    func textsGoOnBehindNUL(pattern: String, isMatch: Bool) throws {
        #expect(try PosixPattern(pattern).matches("a\0b") == isMatch)
    }

    /// A name that a tenant chose ends the search, however many ways there are to read it.
    @Test(arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+$x", "^(([a-z])+.)+[A-Z]$", "(.*)(.*)(.*)b"])
    func theSearchEnds(pattern: String) throws {
        let pattern = try PosixPattern(pattern)
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
    }

    /// libc would die of it.
    @Test func deepPatternsAreRefused() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(try PosixPattern(nested(200)).matches("a"))
        #expect(throws: PosixPatternError.self) { try PosixPattern(nested(201)) }
        #expect(throws: PosixPatternError.self) { try PosixPattern(nested(100_000)) }
        // side by side, not in one another
        #expect(try PosixPattern(String(repeating: "(a)|", count: 2000) + "b").matches("b"))
    }

    /// Many ask at once, from whatever thread.
    @Test func turns() async throws {
        let pattern = try PosixPattern("^guest-[0-9]+$")
        await withTaskGroup { group in
            for number in 0..<50 { group.addTask { pattern.matches("guest-\(number)") && !pattern.matches("guest-") } }
            for await isRight in group { #expect(isRight) }
        }
    }
}
