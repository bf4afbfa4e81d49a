import ArgumentParser
import Catalogue
import CommandLineInterface
import Feed
import PrometheusOutput
import Sampler
import Snapshot

/// `virtpulse sample`: one sample to the terminal.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Takes one sample and prints it.",
        discussion: """
            A table shows rates, so it takes a second sample a second later; from the feed, the daemon's next one, for which \
            it waits as long as the daemon's interval.
            """)

    @OptionGroup(title: "Host") var libvirt: LibvirtOptions
    @OptionGroup(title: "Sample") var output: OutputOptions

    @OptionGroup(title: "Guests") var domains: DomainOptions
    @OptionGroup(title: "Collectors") var collectors: CollectorOptions

    func run() async throws {
        let (reader, first) = try await begin()
        if let warning = await reader.fallbackWarning { complain(warning) }
        try tell(first)
        switch output.format {
        case .prometheus:
            let page = PrometheusPage(exportsUnknown: options.collectors.contains(.unknown))
            try StandardOutput.write(page.render(first, report: await reader.report()))
        case .json:
            try StandardOutput.write(SampleJSON(first, showsUnknown: options.collectors.contains(.unknown)).text())
        case .table:
            try await writeTable(first, reader)
        }
        await reader.close()
    }

    private func writeTable(_ first: Snapshot, _ reader: any SampleReader) async throws {
        let gap = await reader.gap
        if gap > Self.longestSilence {
            complain(
                "the daemon samples every \(Timespan(gap)); waiting for its next sample, for the rates of a table")
        }
        let second: Snapshot
        do { second = try await reader.next() } catch let error as FeedError {
            guard output.source == .auto else { throw OperatorError.failure(error.description) }
            complain("\(error); libvirt is asked itself")
            let other = try LibvirtSampleReader(libvirt.host, options)
            if let warning = other.fallbackWarning { complain(warning) }
            let first = await other.next()
            try tell(first)
            try await writeTable(first, other)
            return await other.close()
        }
        try tell(second, told: first.status.problems)
        // a daemon that was started anew has another clock
        guard await reader.isContinuous else { return try await writeTable(second, reader) }
        try StandardOutput.write(SampleTable(first, second).text())
    }

    /// How long nobody wonders that nothing is written.
    private static let longestSilence = Duration.seconds(5)

    /// What is sampled.
    private var options: SamplerOptions {
        var options = SamplerOptions()
        options.collectors = collectors.enabled
        options.connections = libvirt.connections
        options.deadline = output.patience.deadline.duration
        domains.apply(to: &options)
        if let domain = output.domain {
            let isIncluded = options.isIncluded
            options.isIncluded = { $0 == domain && isIncluded($0) }
        }
        return options
    }

    /// The first sample, of the feed or of libvirt.
    private func begin() async throws -> (any SampleReader, Snapshot) {
        var options = options
        if output.source != .libvirt {
            let began = ContinuousClock.now
            var patience = options
            // what the feed leaves of the time is libvirt's
            if output.source == .auto { patience.deadline = options.deadline / 2 }
            let reader = try FeedSampleReader(
                path: output.feed.path, host: libvirt.host, patience, domain: output.domain,
                origin: output.source)
            do {
                return (reader, try await reader.next())
            } catch let error as FeedError where output.source == .auto {
                if error.isNotable { complain("\(error); libvirt is asked itself") }
                options.deadline = max(options.deadline - (.now - began), options.deadline / 4)
            } catch let error as FeedError {
                throw OperatorError.failure(error.description)
            }
        }
        let reader = try LibvirtSampleReader(libvirt.host, options)
        return (reader, await reader.next())
    }

    /// Says what went wrong with a sample, and ends if that was everything.
    private func tell(_ snapshot: Snapshot, told: [StatsFailure] = []) throws(OperatorError) {
        guard snapshot.status.isUp else {
            let problem = snapshot.status.problems.first
            let text = problem?.description ?? "no answer from libvirt"
            throw problem?.kind == .misconfigured ? .usage(text) : .failure(text)
        }
        for problem in snapshot.status.problems where !told.contains(problem) { complain(problem.description) }
        if let domain = output.domain, snapshot.domains.isEmpty {
            throw .failure(
                "no guest is called \(domain.debugDescription), or the options leave it out; "
                    + "'virtpulse sample' with --libvirt.uri alone names them all")
        }
    }

    private func complain(_ text: String) { StandardError.write("virtpulse: \(TerminalText.safe(text))\n") }
}
