import Glibc

/// A pattern of the shell's, as for names of files: `*`, `?` and `[a-z]`.
public struct ShellPattern: Sendable {
    private let pattern: String

    /// The pattern of this text, which always is one.
    public init(_ pattern: String) { self.pattern = pattern }

    /// Whether a text has characters that mean something in a pattern.
    public static func isOne(_ text: String) -> Bool { text.utf8.contains { "*?[".utf8.contains($0) } }

    /// Whether the whole text is of the pattern.
    public func matches(_ text: String) -> Bool {
        _ = PosixPattern.characters
        return unsafe fnmatch(pattern, text, 0) == 0
    }
}
