import ArgumentParser
import Catalogue
import CommandLineInterface
import Libvirt
import LibvirtSource
import PrometheusOutput
import Sampler
import Snapshot

/// `virtpulse sample`: one sample to the terminal.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Takes one sample and prints it.",
        discussion: "A table shows rates, so it takes a second sample a moment later.")

    @OptionGroup(title: "Host") var libvirt: LibvirtOptions
    @OptionGroup(title: "Sample") var output: OutputOptions

    @OptionGroup(title: "Guests") var domains: DomainOptions
    @OptionGroup(title: "Collectors") var collectors: CollectorOptions

    /// The time between the two samples of a table.
    private static let gap = Duration.seconds(1)

    func run() async throws {
        let (uri, isFallback) = libvirt.host.resolved()
        if isFallback { StandardError.write("virtpulse: \(FallbackWarning.text)\n") }
        var options = SamplerOptions()
        options.collectors = collectors.enabled
        options.connections = libvirt.connections
        options.deadline = output.patience.deadline.duration
        domains.apply(to: &options)
        if let domain = output.domain {
            let isIncluded = options.isIncluded
            options.isIncluded = { $0 == domain && isIncluded($0) }
        }
        let ledger = CallLedger()
        let source = try LibvirtSource.watching(uri, observer: ledger.observe)
        let clock = source.clock
        let sampler = Sampler(source: source, options: options, clock: clock)
        let first = try await snapshot(of: sampler, clock)
        switch output.format {
        case .prometheus:
            let report = SelfReport(
                now: sampler.now, version: version, libraryVersion: LibvirtSource.libraryVersion,
                calls: ledger.statistics)
            let page = PrometheusPage(exportsUnknown: options.collectors.contains(.unknown))
            try StandardOutput.write(page.render(first, report: report))
        case .json:
            try StandardOutput.write(SampleJSON(first, showsUnknown: options.collectors.contains(.unknown)).text())
        case .table:
            try? await clock.sleep(for: Self.gap)
            let second = try await snapshot(of: sampler, clock, told: first.status.problems)
            try StandardOutput.write(SampleTable(first, second).text())
        }
        await sampler.close()
    }

    private func snapshot(
        of sampler: Sampler<LibvirtSource, ThreadClock>, _ clock: ThreadClock, told: [StatsFailure] = []
    ) async throws -> Snapshot {
        let now = clock.now
        let snapshot = await sampler.snapshot(
            notOlderThan: now, deadline: now + output.patience.deadline.duration + .seconds(1))
        guard snapshot.status.isUp else {
            let problem = snapshot.status.problems.first
            let text = problem?.description ?? "no answer from libvirt"
            throw problem?.kind == .misconfigured ? OperatorError.usage(text) : OperatorError.failure(text)
        }
        for problem in snapshot.status.problems where !told.contains(problem) {
            StandardError.write("virtpulse: \(TerminalText.safe(problem.description))\n")
        }
        if let domain = output.domain, snapshot.domains.isEmpty {
            throw OperatorError.failure(
                "no guest is called \(domain.debugDescription), or the options leave it out; "
                    + "'virtpulse sample' with --libvirt.uri alone names them all")
        }
        return snapshot
    }
}
