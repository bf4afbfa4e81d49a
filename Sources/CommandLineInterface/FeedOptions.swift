public import ArgumentParser
import Feed

/// Where the daemon's feed is.
public struct FeedOptions: ParsableArguments, Sendable {
    /// `--feed.socket`.
    @Option(
        name: .customLong("feed.socket"),
        help: ArgumentHelp("The daemon's feed socket (default: \(FeedClient.defaultPath)).", valueName: "path"))
    public var socket: String?

    /// The usual socket.
    public init() {}

    /// Refuses a path that names nothing.
    public func validate() throws {
        guard socket != "" else {
            throw ValidationError("--feed.socket needs a path; give it one, or leave it out")
        }
    }

    /// The socket's path.
    public var path: String { socket ?? FeedClient.defaultPath }
}
