import Glibc
public import Logging
public import ServiceLifecycle
import UnixSignals

/// Keeps SIGHUP from ending a daemon: administrators send it where others read their files again.
///
/// On a terminal it means that the terminal is gone, and ends the agent as it ends any program.
public struct HangupService: Service {
    private let logger: Logger
    private let advice: String

    /// A service that says what a SIGHUP changes.
    public init(logger: Logger, advice: String) {
        self.logger = logger
        self.advice = advice
    }

    /// Runs until the daemon ends.
    public func run() async throws {
        guard isatty(STDERR_FILENO) == 0 else {
            try? await gracefulShutdown()
            return
        }
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            logger.notice("SIGHUP changes nothing\(advice)")
        }
    }
}
