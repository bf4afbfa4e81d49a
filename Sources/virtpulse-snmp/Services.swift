import AgentX
import HostFollowing
import Libvirt
import ServiceLifecycle

/// The agent, on a thread of its own.
struct AgentXService: Service {
    let agent: AgentXAgent
    let thread: ThreadExecutor

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withTaskExecutorPreference(thread) { try await serve() }
        } onGracefulShutdown: {
            agent.stop()
        }
    }

    @concurrent private func serve() async throws { try agent.run() }
}

/// What the agent answers with.
struct ReportService: Service {
    let report: HostReport

    func run() async throws { try await cancelWhenGracefulShutdown { try await report.run() } }
}
