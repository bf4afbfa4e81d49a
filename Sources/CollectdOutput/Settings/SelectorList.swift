import PosixPattern

/// Names that are selected: each one exactly, or all that a regular expression between slashes matches.
public struct SelectorList: Sendable {
    private enum Entry: Sendable {
        case exactly(String)
        case matching(PosixPattern)

        func selects(_ name: String) -> Bool {
            switch self {
            case .exactly(let wanted): name.utf8.elementsEqual(wanted.utf8)
            case .matching(let pattern): pattern.matches(name)
            }
        }
    }

    private var entries: [Entry] = []

    /// A list that selects nothing, which admits everything.
    public init() {}

    /// Whether it selects nothing.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds a name, or an expression between slashes.
    mutating func append(_ text: String) throws(PosixPatternError) {
        if text.utf8.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
            entries.append(.matching(try PosixPattern(String(text.dropFirst().dropLast()))))
        } else {
            entries.append(.exactly(text))
        }
    }

    /// Whether a name may be told.
    ///
    /// - Parameter isInverted: Whether what is selected is left out, rather than all else.
    func admits(_ name: String, ignoring isInverted: Bool) -> Bool {
        guard !entries.isEmpty, !name.isEmpty else { return true }
        return entries.contains { $0.selects(name) } != isInverted
    }
}
