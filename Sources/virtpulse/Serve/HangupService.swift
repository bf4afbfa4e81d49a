import Logging
import ServiceLifecycle
import UnixSignals

/// Keeps SIGHUP from ending the agent: administrators send it where other daemons read their files again.
struct HangupService: Service {
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            logger.notice("SIGHUP changes nothing: a changed web configuration is taken over without it")
        }
    }
}
