import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// Keeps SIGHUP from ending a daemon: administrators send it where others read their files again.
///
/// On a terminal it means that the terminal is gone, and ends the agent as it ends any program.
struct HangupService: Service {
    let logger: Logger

    func run() async throws {
        guard isatty(STDERR_FILENO) == 0 else {
            try? await gracefulShutdown()
            return
        }
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            logger.notice("SIGHUP changes nothing: a changed web configuration is taken over without it")
        }
    }
}
