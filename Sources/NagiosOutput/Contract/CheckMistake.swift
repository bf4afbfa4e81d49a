/// What is wrong with what an operator asked for, and the mend.
public struct CheckMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line, for people.
    public let description: String

    /// The mistake in these words.
    public init(_ description: String) { self.description = description }
}
