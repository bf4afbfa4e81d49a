/// What a client may take of the server.
public struct HTTPServerLimits: Sendable {
    /// The most connections at a time; further ones get 503, and a few of them are held for as long as that takes.
    public var connections = 256
    /// How many of them only clients of this machine may take, so that others cannot lock out the one beside the agent.
    public var localReserve = 16
    /// The longest header field, name and value, and the longest request target, in bytes.
    public var headerFieldSize = 8 << 10
    /// The longest request head in all, in bytes.
    public var headerSize = 16 << 10
    /// The most header fields of a request.
    public var headerFields = 64
    /// How long a request's head may take from its first byte, or from the connection's opening for the first.
    public var headerTimeout = Duration.seconds(10)
    /// How long a connection may stay open without a request.
    public var idleTimeout = Duration.seconds(60)
    /// How long the client may take to accept one slice (64 KiB) of a response.
    public var writeTimeout = Duration.seconds(30)
    /// How long the server waits for the client to close after the last response.
    public var lingerTimeout = Duration.seconds(2)
    /// How long responses under way may take to finish once the server is to end.
    public var shutdownTimeout = Duration.seconds(5)

    /// The default limits.
    public init() {}
}
