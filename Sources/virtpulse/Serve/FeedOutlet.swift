import CommandLineInterface
import Feed
import FeedServer
import Glibc
import Logging
import Snapshot
import Synchronization

/// Hands the sampler's snapshots to the feed, once there is one.
final class FeedOutlet: Sendable {
    private let server = Mutex<FeedServer?>(nil)

    /// Offers this snapshot from now on.
    func note(_ snapshot: Snapshot) { server.withLock { $0 }?.publish(snapshot) }

    /// What the feed did, if there is one.
    var statistics: FeedStatistics? { server.withLock { $0 }?.statistics }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - events: The host's events.
    ///   - now: The moment on the snapshots' clock.
    /// - Returns: `nil` where none is wanted, or nobody asked for one and the usual path is not to be had.
    /// - Throws: ``CommandLineInterface/OperatorError`` if a path that was asked for cannot be had.
    func open(
        _ options: FeedServerOptions, daemon: FeedDaemon, events: EventLog,
        now: @escaping @Sendable () -> MonotonicTime, logger: Logger
    ) async throws(OperatorError) -> FeedServer? {
        guard !options.isOff else { return nil }
        let path = options.feed.path
        if options.feed.socket == nil { Self.makeFolder(of: path) }
        do throws(FeedServerError) {
            let server = try await FeedServer.bind(
                path: path, daemon: daemon, events: events, now: now, logger: logger)
            self.server.withLock { $0 = server }
            logger.info("offering the feed", metadata: ["socket": "\(path)"])
            return server
        } catch {
            guard options.feed.socket == nil else {
                throw error.isTransient ? .failure(error.description) : .usage(error.description)
            }
            logger.notice("without a feed for other programs: \(error.reason)")
            return nil
        }
    }

    /// Only who may write there can make it, and who cannot is told when it listens.
    private static func makeFolder(of path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        _ = unsafe mkdir(String(path[..<slash]), 0o755)
    }
}
