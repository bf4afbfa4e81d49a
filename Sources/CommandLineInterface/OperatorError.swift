/// A failure in words for whoever typed the command.
public struct OperatorError: Error, CustomStringConvertible {
    /// What failed, and the mend, each in a line; without the program's name.
    public let lines: [String]
    /// What the program ends with.
    public let exitCode: Int32

    /// All of it in one line.
    public var description: String { lines.joined(separator: "; ") }

    /// A mistake in the command line or in what it names.
    public static func usage(_ description: String) -> OperatorError { usage([description]) }

    /// Mistakes in what the command line names, which are told at once: whoever mends one need not come back for the next.
    public static func usage(_ mistakes: [String]) -> OperatorError { OperatorError(lines: mistakes, exitCode: 2) }

    /// A failure at run time.
    public static func failure(_ description: String) -> OperatorError {
        OperatorError(lines: [description], exitCode: 1)
    }
}
