/// Why a feed cannot be offered.
public struct FeedServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, on which path, and what to do.
    public let description: String
    /// Whether it may pass by itself, as when another agent still holds the socket.
    public let isTransient: Bool
}
