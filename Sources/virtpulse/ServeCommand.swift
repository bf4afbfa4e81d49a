import ArgumentParser
import Catalogue
import CommandLineInterface
import DaemonLog
import DaemonMemory
import Feed
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

    @OptionGroup var options: ServeOptions

    func run() async throws {
        try options.feed.check()
        let web = options.web
        let endpoint = try web.endpoint(inheritedSockets())
        let logger = options.log.logger()
        let watcher = try web.watcher(for: endpoint, logger: logger)
        let (uri, isFallback) = options.libvirt.host.resolved()
        if isFallback { logger.warning("\(FallbackWarning.text)") }
        let pool = ProbePool(options: options.sampler, idleTime: options.probe.idleTime.duration, logger: logger)
        let probe = ProbeHandler(
            patterns: options.probe.allowed, pool: pool, maxSampleAge: web.maxSampleAge.duration)
        let feedOptions = options.feed
        let options = options.sampler

        let ledger = CallLedger()
        let sampleLog = SampleLog(logger)
        let status = StatusPageHandler(
            StatusPage(uri: uri, warning: isFallback ? FallbackWarning.text : nil, version: version))
        let outlet = FeedOutlet()
        let source = try LibvirtSource.watching(uri, observer: ledger.observe)
        let sampler = Sampler(
            source: source, options: options, clock: source.clock,
            observer: { snapshot in
                sampleLog.note(snapshot)
                status.note(snapshot)
                outlet.note(snapshot)
            })
        let handler = MetricsHandler(
            sampler: sampler, page: PrometheusPage(exportsUnknown: options.collectors.contains(.unknown)),
            ledger: ledger, status: status, options: options, maxSampleAge: web.maxSampleAge.duration, probe: probe,
            feed: outlet)
        let server: HTTPServer
        do throws(HTTPServerError) {
            server = try await handler.bind(endpoint, watcher, logger: logger)
        } catch {
            throw error.isTransient ? OperatorError.failure(error.description) : .usage(error.description)
        }
        let hasTLS = watcher?.protection.hasTLS ?? false
        for address in server.boundAddresses {
            logger.info("listening", metadata: ["address": "\(address)", "tls": "\(hasTLS)"])
        }
        let feed = try await outlet.open(
            feedOptions, daemon: FeedDaemon(version: version, interval: options.interval, uri: uri),
            events: source.events, now: { sampler.now }, logger: logger)
        var services: [any Service] = [
            SamplerService(sampler: sampler, executor: source.executor),
            HangupService(logger: logger, advice: ": a changed web configuration is taken over without it"), pool,
            server,
        ]
        if let watcher { services.append(watcher) }
        // the last to end: the sampler hands it snapshots as long as it runs
        if let feed { services.insert(feed, at: 0) }
        try await ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}

extension ServeCommand {
    /// The sockets that systemd opened, if they are to be served.
    private func inheritedSockets() throws -> [InheritedSocket] {
        guard options.web.hasSystemdSocket else { return [] }
        let sockets: [InheritedSocket]
        do throws(InheritedSocketError) { sockets = try InheritedSocket.all() } catch {
            throw OperatorError.usage(error.description)
        }
        guard !sockets.isEmpty else {
            throw OperatorError.usage(
                "--web.systemd-socket: systemd handed no socket over; start the socket unit, or leave the option out")
        }
        return sockets
    }
}

/// Keeps the background samples coming as long as the agent runs.
struct SamplerService: Service {
    let sampler: Sampler<LibvirtSource, ThreadClock>
    /// Where its rounds run.
    let executor: (any TaskExecutor)?

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            let now = ContinuousClock.now
            let first = await sampler.snapshot(notOlderThan: now, deadline: now + .seconds(5))
            if let mistake = first.status.problems.first(where: { $0.kind == .misconfigured }) {
                throw OperatorError.usage(mistake.description)
            }
            ProcessMemory.forgetStart()
            // on the thread of the rounds: no other is woken between them
            await withTaskExecutorPreference(executor) { await sampler.run() }
        }
    }
}
