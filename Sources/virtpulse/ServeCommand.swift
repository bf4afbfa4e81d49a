import ArgumentParser
import Catalogue
import HTMLOutput
import HTTPServer
import Libvirt
import LibvirtSource
import Logging
import PrometheusOutput
import Sampler
import ServiceLifecycle
import Snapshot
import UnixSignals

/// `virtpulse serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Samples the host and serves its metrics over HTTP.",
        discussion: """
            A host that is down at start does not end the daemon: libvirt_up is 0 and it keeps trying.
            """)

    @OptionGroup var libvirt: LibvirtOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Guests") var domains: DomainOptions
    @OptionGroup(title: "Web") var web: WebOptions
    @OptionGroup(title: "Log") var log: LogOptions
    @OptionGroup(title: "Collectors") var collectors: CollectorOptions

    func run() async throws {
        let addresses = try web.resolved()
        let logger = log.logger()
        let (uri, isFallback) = libvirt.resolved()
        if isFallback { logger.warning("\(FallbackWarning.text)") }
        var options = SamplerOptions()
        options.collectors = collectors.enabled
        options.connections = libvirt.connections
        sampling.apply(to: &options)
        domains.apply(to: &options)

        let ledger = CallLedger()
        let sampleLog = SampleLog(logger)
        let status = StatusPageHandler(
            StatusPage(uri: uri, warning: isFallback ? FallbackWarning.text : nil, version: version))
        let source = try LibvirtSource.watching(uri, observer: ledger.observe)
        let sampler = Sampler(
            source: source, options: options, clock: source.clock,
            observer: { snapshot in
                sampleLog.note(snapshot)
                status.note(snapshot)
            })
        let handler = MetricsHandler(
            sampler: sampler, page: PrometheusPage(exportsUnknown: options.collectors.contains(.unknown)),
            ledger: ledger, status: status)
        let server: HTTPServer
        do throws(HTTPServerError) {
            server = try await handler.bind(addresses, logger: logger)
        } catch {
            throw OperatorError.usage(error.description)
        }
        for address in server.boundAddresses { logger.info("listening", metadata: ["address": "\(address)"]) }
        let services: [any Service] = [SamplerService(sampler: sampler), server]
        try await ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}

/// Keeps the background samples coming as long as the agent runs.
struct SamplerService: Service {
    let sampler: Sampler<LibvirtSource, ThreadClock>

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let now = ContinuousClock.now
            _ = await sampler.snapshot(notOlderThan: now, deadline: now + .seconds(5))
            ProcessMemory.forgetStart()
            await sampler.run()
        }
    }
}
