/// A failure in words for whoever typed the command.
public struct OperatorError: Error, CustomStringConvertible {
    /// What failed, and the mend; without the program's name.
    public let description: String
    /// What the program ends with.
    public let exitCode: Int32

    /// A mistake in the command line or in what it names.
    public static func usage(_ description: String) -> OperatorError {
        OperatorError(description: description, exitCode: 2)
    }

    /// A failure at run time.
    public static func failure(_ description: String) -> OperatorError {
        OperatorError(description: description, exitCode: 1)
    }
}
