import ArgumentParser

/// Some of a few words, with commas between.
enum ChoiceList {
    /// The words of a text.
    ///
    /// - Throws: `ValidationError` that names the first one that is none of them, and those that are.
    static func read<Choice>(_ text: String) throws -> Set<Choice>
    where Choice: CaseIterable & Hashable & RawRepresentable, Choice.RawValue == String {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return Set(
            try words.map { word in
                guard !word.isEmpty else {
                    throw ValidationError(
                        "a word of it is empty; give one of \(known), or some with a comma between two")
                }
                guard let choice = Choice(rawValue: word) else {
                    throw ValidationError("'\(word)' is not known here; choose of \(known)")
                }
                return choice
            })
    }
}
