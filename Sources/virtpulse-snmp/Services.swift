import AgentX
import CommandLineInterface
import HostFollowing
import Libvirt
import Logging
import ServiceLifecycle

/// The agent, on a thread of its own.
struct AgentXService: Service {
    let agent: AgentXAgent
    let thread: ThreadExecutor
    let logger: Logger

    /// How the agent ended.
    private enum End: Sendable {
        case stopped
        case failed(AgentXError)
        /// It did not, for its thread waits for the master.
        case stuck
    }

    /// How long a goodbye may take: a master that answers takes milliseconds, and net-snmp waits for one that hangs for
    /// six seconds, or for ever.
    private static let patience = Duration.seconds(3)

    func run() async throws {
        let (ends, end) = AsyncStream<End>.makeStream()
        Task(executorPreference: thread) { end.yield(await serve()) }
        let first = await withGracefulShutdownHandler {
            await ends.first { _ in true }
        } onGracefulShutdown: {
            agent.stop()
            Task {
                try? await Task.sleep(for: Self.patience)
                end.yield(.stuck)
            }
        }
        switch first {
        case .failed(let error): throw OperatorError.failure(error.description)
        case .stuck: logger.warning("the SNMP agent hangs; this subagent ends without a goodbye")
        case .stopped, nil: break
        }
    }

    @concurrent private func serve() async -> End {
        do throws(AgentXError) {
            try agent.run()
            return .stopped
        } catch {
            return .failed(error)
        }
    }
}

/// What the agent answers with.
struct ReportService: Service {
    let report: HostReport

    func run() async throws { try await cancelWhenGracefulShutdown { try await report.run() } }
}
