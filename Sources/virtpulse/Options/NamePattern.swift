import ArgumentParser
import PosixPattern

/// A POSIX extended regular expression over guest names.
final class NamePattern: Sendable {
    private let pattern: PosixPattern

    /// Reads a regular expression; the error says what is wrong with it.
    init(_ pattern: String) throws {
        guard !pattern.isEmpty else {
            throw ValidationError("an empty expression matches every name; leave the option out, or write '.'")
        }
        if let escape = Self.foreignEscape(in: pattern) {
            throw ValidationError("\\\(escape) is not POSIX; write \(Self.replacements[escape] ?? "it") otherwise")
        }
        do throws(PosixPatternError) { self.pattern = try PosixPattern(pattern) } catch {
            throw ValidationError(error.description)
        }
    }

    /// Whether the expression matches anywhere in the name.
    func matches(_ name: String) -> Bool { pattern.matches(name) }

    private static let replacements: [Character: String] = ["d": "[0-9]", "D": "[^0-9]", "z": "$", "A": "^", "Z": "$"]

    /// Another dialect's escape: libc would take it for the bare letter.
    private static func foreignEscape(in pattern: String) -> Character? {
        var isEscaped = false
        for character in pattern {
            if isEscaped, character.isLetter || character.isNumber, !"wWsSbB".contains(character) { return character }
            isEscaped = !isEscaped && character == "\\"
        }
        return nil
    }
}
