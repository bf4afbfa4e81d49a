/// Why a feed cannot be offered.
public struct FeedServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, on which path, and what to do.
    public let reason: String
    /// Whether it may pass by itself, as when another agent still holds the socket.
    public let isTransient: Bool

    /// The same with the option that chose the path.
    public var description: String { "--feed.socket: \(reason)" }
}
