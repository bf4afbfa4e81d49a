/// Why there is no agent.
public struct AgentXError: Error, CustomStringConvertible {
    /// What failed, for an operator.
    public let description: String

    init(_ description: String) { self.description = description }
}
