import ArgumentParser
import Synchronization

/// A regular expression over guest names.
final class NamePattern: Sendable {
    /// `Regex` is not `Sendable`; a name is matched once in a while, so taking turns costs nothing.
    private let regex: Mutex<Regex<AnyRegexOutput>>

    /// Reads a regular expression; the error says where it is wrong.
    init(_ pattern: String) throws {
        do {
            regex = Mutex(try Regex(pattern))
        } catch {
            throw ValidationError("not a regular expression: \(error)")
        }
    }

    /// Whether the expression matches anywhere in the name.
    func matches(_ name: String) -> Bool {
        regex.withLock { ((try? $0.firstMatch(in: name)) ?? nil) != nil }
    }
}
