public import Feed
public import Logging
internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle
public import Snapshot
internal import Synchronization

/// Offers the newest snapshot and the events of a host on a unix socket, as docs/feed.md describes.
///
/// It has a thread of its own. What it sends is kept once however many read it; a reader that does not read holds up
/// nobody else, and is sent away.
public final class FeedServer: Service, Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let listener: FeedListener
    private let core: NIOLoopBoundBox<FeedCore>
    private let counter: FeedCounter
    private let news: FeedNews
    /// Whether the event loop still takes what is to be done.
    private let isOpen = Mutex(true)

    /// How a feed deals with its readers.
    public struct Limits: Sendable {
        /// The most that are served at a time; more are turned away.
        public var readers = 512
        /// How long a reader must have neither asked nor been answered to give its place to another.
        public var silence = Duration.seconds(1)
        /// How long a reader may take for a question, and to take an answer.
        public var patience = Duration.seconds(10)

        /// The usual limits.
        public init() {}
    }

    /// Listens on a path; readers are answered once the server runs.
    ///
    /// The socket has the mode 0660: root, this user and the members of the file's group, at first this process's, may
    /// read. A socket that an ended agent left behind is replaced.
    /// - Parameters:
    ///   - daemon: What the answers say of the daemon.
    ///   - events: Where the events are told from.
    ///   - now: The moment on the snapshots' clock.
    /// - Throws: ``FeedServerError`` that names the path and the mend.
    public static func bind(
        path: String, daemon: FeedDaemon, events: EventLog, now: @escaping @Sendable () -> MonotonicTime,
        limits: Limits = Limits(), logger: Logger
    ) async throws(FeedServerError) -> FeedServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (counter, news) = (FeedCounter(), FeedNews())
        let core = NIOLoopBoundBox.makeBoxSendingValue(
            FeedCore(
                path: path, answers: FeedAnswers(daemon), news: news, events: events, now: now, limits: limits,
                counter: counter, logger: logger),
            eventLoop: group.next())
        do throws(FeedServerError) {
            let listener = try await FeedListener(path: path, group: group, core: core)
            let server = FeedServer(group: group, listener: listener, core: core, counter: counter, news: news)
            events.observe { [weak server] in if news.noteEvent() { server?.answerWhoWaits() } }
            return server
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        group: MultiThreadedEventLoopGroup, listener: FeedListener, core: NIOLoopBoundBox<FeedCore>,
        counter: FeedCounter, news: FeedNews
    ) {
        self.group = group
        self.listener = listener
        self.core = core
        self.counter = counter
        self.news = news
    }

    /// What it did so far.
    public var statistics: FeedStatistics { counter.statistics }

    /// Offers this snapshot from now on; returns at once.
    public func publish(_ snapshot: Snapshot) { if news.note(snapshot) { answerWhoWaits() } }

    /// Has the event loop look, as long as there is one.
    private func answerWhoWaits() {
        let core = core
        isOpen.withLock { isOpen in
            if isOpen { group.next().execute { core.value.answerWhoWaits() } }
        }
    }

    /// Serves until graceful shutdown or cancellation.
    public func run() async throws {
        try await listener.open()
        try? await gracefulShutdown()
        await listener.close()
        let core = core
        try await group.next().submit { core.value.closeAll() }.get()
        isOpen.withLock { $0 = false }
        try await group.shutdownGracefully()
    }
}
