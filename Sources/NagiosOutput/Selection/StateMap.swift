/// Which states of a guest are how bad.
public struct StateMap: Sendable {
    private(set) var entries: [String: ServiceState] = [:]

    /// Nothing but the mode's own.
    public init() {}
}
