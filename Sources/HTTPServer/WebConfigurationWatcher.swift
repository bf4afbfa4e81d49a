internal import FoundationEssentials
public import Logging
internal import NIOPosix
public import ServiceLifecycle
internal import Synchronization
public import WebConfig

/// Keeps a server's protection as its web configuration file says, while that and the certificates it names change.
///
/// A file that cannot be used is told once and changes nothing: the last good configuration stays in force.
public final class WebConfigurationWatcher: Service {
    /// How the last reading went.
    public struct Status: Hashable, Sendable {
        /// Whether what is in force is what the file says.
        public var isCurrent: Bool
        /// When the configuration in force was read: seconds of Unix time.
        public var loadedAt: Double
    }

    private struct State {
        var file: WebConfigurationFile
        var status: Status
        /// What was told of the file as it is.
        var failure: WebConfigurationError?
        /// What the files were when a change was seen first.
        var seen: WebConfigurationFile.Version?
    }

    /// What the file makes of connections and requests.
    public let protection: Protection
    private let path: String
    private let needsTLS: Bool
    private let logger: Logger
    private let state: Mutex<State>

    /// How often the files are looked at, none of which is opened unless it changed.
    private static let interval = Duration.seconds(1)

    /// Reads a web configuration.
    ///
    /// - Parameter needsTLS: Whether the server listens where cleartext is refused.
    /// - Throws: ``WebConfigurationError`` for the first thing that is wrong.
    public init(_ path: String, needsTLS: Bool, logger: Logger) throws(WebConfigurationError) {
        let file = try Self.read(path, needsTLS: needsTLS)
        protection = try Protection(file.configuration)
        self.path = path
        self.needsTLS = needsTLS
        self.logger = logger
        let status = Status(isCurrent: true, loadedAt: Date().timeIntervalSince1970)
        state = Mutex(State(file: file, status: status))
        for warning in file.warnings { logger.warning("\(warning)") }
    }

    /// How the last reading went.
    public var status: Status { state.withLock { $0.status } }

    /// Follows the files until graceful shutdown.
    public func run() async throws {
        let worker = NIOThreadPool(numberOfThreads: 1)
        worker.start()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                // a file system may hang
                try? await worker.runIfActive { self.look() }
            }
        }
        try? await worker.shutdownGracefully()
    }

    /// Takes over what the files say, if they are others.
    func look() {
        let (file, failure, seen) = state.withLock { ($0.file, $0.failure, $0.seen) }
        let current = file.currentVersion
        guard failure != nil || current != file.version else { return }
        // who writes it may not be done yet
        guard seen == current else {
            state.withLock { $0.seen = current }
            return
        }
        do throws(WebConfigurationError) {
            let wasEmpty = file.isEmpty
            let file = try Self.read(path, needsTLS: needsTLS)
            guard wasEmpty || !file.isEmpty else {
                throw WebConfigurationError(
                    file: path, reason: "is empty; to give up what it said before, write {} into it")
            }
            try protection.replace(by: file.configuration)
            state.withLock {
                $0 = State(file: file, status: Status(isCurrent: true, loadedAt: Date().timeIntervalSince1970))
            }
            logger.notice("web configuration read again", metadata: ["file": "\(path)"])
            for warning in file.warnings { logger.warning("\(warning)") }
        } catch {
            state.withLock {
                $0.status.isCurrent = false
                $0.failure = error
            }
            if error != failure { logger.error("\(error); the last good web configuration stays in force") }
        }
    }

    private static func read(_ path: String, needsTLS: Bool) throws(WebConfigurationError) -> WebConfigurationFile {
        let file = try WebConfigurationFile(path)
        guard file.configuration.tls != nil || !needsTLS else {
            throw WebConfigurationError(
                file: path, key: "tls_server_config",
                reason: "is missing, and an address that others can reach is not served without TLS; "
                    + "give a certificate and its key, or accept it with --web.listen-insecure")
        }
        return file
    }
}
