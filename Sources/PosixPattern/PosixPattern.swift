import Glibc
import Synchronization

/// A POSIX extended regular expression.
///
/// It is libc's matcher, which cannot be made to backtrack for ever by the tenants who choose what it is matched against.
public final class PosixPattern: Sendable {
    /// A compiled expression, freed once.
    @safe private struct Compiled: ~Copyable {
        private var expression = unsafe regex_t()

        init(_ pattern: String) throws(PosixPatternError) {
            let status = unsafe regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB)
            guard status == 0 else {
                var text = [CChar](repeating: 0, count: 128)
                let length = unsafe regerror(status, &expression, &text, text.count)
                let message = text.prefix(max(0, length - 1)).map { UInt8(bitPattern: $0) }
                throw PosixPatternError(reason: String(decoding: message, as: UTF8.self))
            }
        }

        deinit {
            var expression = unsafe expression
            unsafe regfree(&expression)
        }

        mutating func matches(_ text: String) -> Bool {
            // with its length: a NUL byte would end it
            var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(text.utf8.count))
            return unsafe regexec(&expression, text, 1, &range, REG_STARTEND) == 0
        }
    }

    /// A name is matched once in a while, so taking turns costs nothing.
    private let compiled: Mutex<Compiled>

    /// Reads an expression.
    ///
    /// - Throws: ``PosixPatternError`` for what is none.
    public init(_ pattern: String) throws(PosixPatternError) {
        // libc would read it up to there
        guard !pattern.utf8.contains(0) else { throw PosixPatternError(reason: "it has a NUL byte") }
        guard Self.depth(of: pattern) <= Self.mostGroups else {
            throw PosixPatternError(reason: "its parentheses stand in one another more than \(Self.mostGroups) deep")
        }
        _ = Self.characters
        compiled = Mutex(try Compiled(pattern))
    }

    /// Whether the expression matches anywhere in the text.
    public func matches(_ text: String) -> Bool { compiled.withLock { $0.matches(text) } }

    /// libc's reader calls itself at each parenthesis, and would overrun the stack.
    private static let mostGroups = 200

    private static func depth(of pattern: String) -> Int {
        var (depth, deepest) = (0, 0)
        for byte in pattern.utf8 {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) }
            deepest = max(deepest, depth)
        }
        return deepest
    }

    /// Makes libc's matcher know characters rather than bytes: names are UTF-8, whatever the caller's locale.
    static let characters: Void = {
        _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
    }()
}

/// Why a text is no regular expression.
public struct PosixPatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libc's words, or ours where libc would not see it.
    public let reason: String

    /// The same in a sentence.
    public var description: String { "not a regular expression: \(reason)" }
}
