public import ArgumentParser

/// The value of an option that is one of a few words.
///
/// The words are told in plain code: the library finds them out by key paths, which for four such options takes a
/// twentieth of what a check costs.
public protocol WordChoice: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension WordChoice {
    /// The value of a word.
    public init?(argument: String) { self.init(rawValue: argument) }

    /// The words.
    public static var allValueStrings: [String] {
        var words: [String] = []
        for value in allCases { words.append(value.rawValue) }
        return words
    }

    /// None: a word says what it is.
    public static var allValueDescriptions: [String: String] { [:] }

    /// The word, as a default in the help.
    public var defaultValueDescription: String { rawValue }
}
