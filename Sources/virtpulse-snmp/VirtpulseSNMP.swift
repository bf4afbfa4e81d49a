import AgentX
import ArgumentParser
import CommandLineInterface
import DaemonLog
import DaemonMemory
import HostFollowing
import Libvirt
import SNMPOutput
import ServiceLifecycle
import UnixSignals

/// The command line.
@main
struct VirtpulseSNMP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Answers SNMP for the guests of a libvirt host, as a subagent of its SNMP agent (AgentX).",
        discussion: """
            A host or an SNMP agent that is away does not end it: it keeps trying. \
            Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration.
            """,
        version: version)

    static let name = "virtpulse-snmp"

    /// How long one that is about to end may keep the folder.
    private static let patience = Duration.seconds(5)

    @OptionGroup(title: "SNMP agent") var agentx: AgentXOptions
    @OptionGroup(title: "Modules") var modules: ModuleOptions
    @OptionGroup(title: "Notifications") var notifications: NotificationOptions
    @OptionGroup(title: "Source") var source: SourceOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Log") var log: LogOptions

    // which main() of its two protocols is meant, the compiler cannot tell
    static func main() {
        ProcessMemory.limitArenas()
        runProgram(Array(CommandLine.arguments.dropFirst()))
    }

    func run() async throws {
        if let mistake = source.host.mistake { throw OperatorError.usage(mistake) }
        let logger = log.logger(Self.name)
        let folder = try sampling.stateFolder()
        guard folder.lock(within: Self.patience) else {
            throw OperatorError.failure(
                "--state-directory \(folder.path): another \(Self.name) keeps its guests' numbers there; stop that one, or "
                    + "give this one a folder of its own")
        }
        let wanted = notifications.settings.only(of: modules.modules)
        let settings = ReportSettings(
            host: modules.host(wanted), modules: modules.modules, notifications: wanted,
            agent: agentx.socket, maxAge: sampling.maxAge.duration, folder: folder)
        let status = AgentStatus()
        let agent = try agentx.agent(modules, every: sampling.interval.duration, logger: logger, status: status)
        var plan = HostPlan(
            interval: sampling.interval.duration / .seconds(1), host: source.host, origin: source.source ?? .auto,
            feedSocket: source.feed.path, deadline: source.patience.deadline.duration,
            collectors: ReportSettings.collectors)
        let socket = agentx.socket
        plan.subagent = { status.subagent(of: socket, agent.counts) }
        let report = HostReport(plan, settings, agent: agent, status: status, logger: logger)
        let thread: ThreadExecutor
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "agentx", for: Self.name) } catch {
            throw OperatorError.failure(error.description)
        }
        try await ServiceGroup(
            services: [
                AgentXService(agent: agent, thread: thread, logger: logger), HangupService(logger: logger, advice: ""),
                ReportService(report: report),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
