import ArgumentParser
import Glibc
import Synchronization

/// A POSIX extended regular expression over guest names.
///
/// Tenants choose names, so it is libc's matcher, which cannot be made to backtrack for ever.
final class NamePattern: Sendable {
    /// A compiled expression, freed once.
    @safe private struct Compiled: ~Copyable {
        private var expression = unsafe regex_t()

        init(_ pattern: String) throws {
            let status = unsafe regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB)
            guard status == 0 else {
                var text = [CChar](repeating: 0, count: 128)
                let length = unsafe regerror(status, &expression, &text, text.count)
                let message = text.prefix(max(0, length - 1)).map { UInt8(bitPattern: $0) }
                throw ValidationError("not a regular expression: \(String(decoding: message, as: UTF8.self))")
            }
        }

        deinit {
            var expression = unsafe expression
            unsafe regfree(&expression)
        }

        mutating func matches(_ name: String) -> Bool {
            unsafe regexec(&expression, name, 0, nil, 0) == 0
        }
    }

    /// A name is matched once in a while, so taking turns costs nothing.
    private let compiled: Mutex<Compiled>

    /// Reads a regular expression; the error says what is wrong with it.
    init(_ pattern: String) throws {
        guard !pattern.isEmpty else {
            throw ValidationError("an empty expression matches every name; leave the option out, or write '.'")
        }
        _ = Self.characters
        if let escape = Self.foreignEscape(in: pattern) {
            throw ValidationError("\\\(escape) is not POSIX; write \(Self.replacements[escape] ?? "it") otherwise")
        }
        compiled = Mutex(try Compiled(pattern))
    }

    /// Whether the expression matches anywhere in the name.
    func matches(_ name: String) -> Bool { compiled.withLock { $0.matches(name) } }

    /// Makes libc's matcher know characters rather than bytes: names are UTF-8, whatever the caller's locale.
    private static let characters: Void = {
        _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
    }()

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
