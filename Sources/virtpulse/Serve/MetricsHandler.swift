import Catalogue
import HTTPServer
import Libvirt
import LibvirtSource
import Logging
import PrometheusOutput
import Sampler
import Snapshot
import Synchronization

/// Answers what the agent serves over HTTP.
final class MetricsHandler: Sendable {
    private let sampler: Sampler<LibvirtSource, ThreadClock>
    private let page: PrometheusPage
    private let ledger: CallLedger
    private let status: StatusPageHandler
    private let probe: ProbeHandler
    private let feed: FeedOutlet
    private let collectors: Set<Collector>
    private let readiness: Readiness
    private let maxSampleAge: Duration
    private let responder = PageResponder()
    /// The server it answers for, and what protects it; set once that is bound.
    private let bound = Mutex<(server: HTTPServer, watcher: WebConfigurationWatcher?)?>(nil)

    /// How long a scrape waits if the scraper does not say how long it will.
    private static let patience = Duration.seconds(5)
    /// What a scraper's own limit must leave for the page's way.
    private static let margin = Duration.milliseconds(250)

    /// - Parameter maxSampleAge: How old a sample may be that answers a scrape.
    init(
        sampler: Sampler<LibvirtSource, ThreadClock>, page: PrometheusPage, ledger: CallLedger,
        status: StatusPageHandler, options: SamplerOptions, maxSampleAge: Duration, probe: ProbeHandler,
        feed: FeedOutlet
    ) {
        self.sampler = sampler
        self.page = page
        self.ledger = ledger
        self.status = status
        collectors = options.collectors
        readiness = Readiness(options)
        self.maxSampleAge = maxSampleAge
        self.probe = probe
        self.feed = feed
    }

    /// Listens and answers.
    ///
    /// - Parameter watcher: What protects it, if anything does.
    func bind(
        _ endpoint: WebOptions.Endpoint, _ watcher: WebConfigurationWatcher?, logger: Logger
    ) async throws(HTTPServerError) -> HTTPServer {
        var routes = status.routes(now: { self.sampler.now })
        routes["/metrics"] = { await self.metrics($0) }
        routes["/-/healthy"] = { _ in .text("healthy\n") }
        routes["/-/ready"] = { _ in self.readiness.response(await self.sampler.latest, now: self.sampler.now) }
        routes["/probe"] = { await self.probe.respond($0) }
        let server = try await HTTPServer.bind(
            endpoint.addresses, inherited: endpoint.inherited, routes: routes, protection: watcher?.protection ?? .none,
            logger: logger)
        bound.withLock { $0 = (server, watcher) }
        return server
    }

    private func metrics(_ request: HTTPRequest) async -> HTTPResponse {
        let selection: CollectorSelection
        do throws(CollectorSelection.Mistake) {
            selection = try CollectorSelection(request, enabled: collectors)
        } catch {
            return error.response
        }
        let format = ExpositionFormat(accepting: AcceptField(request.header("Accept")))
        let coding = ContentCoding(accepting: AcceptField(request.header("Accept-Encoding")))
        let now = ContinuousClock.now
        let patience = Self.patience(request.header("X-Prometheus-Scrape-Timeout-Seconds"))
        let snapshot = await sampler.snapshot(maxAge: maxSampleAge, deadline: now + patience)
        let (server, watcher) = bound.withLock { ($0?.server, $0?.watcher) }
        let report = SelfReport(
            ofAgentAt: sampler.now, ledger, server?.statistics, webConfiguration: watcher?.status,
            probedHosts: probe.patterns.isEmpty ? nil : probe.pool.count, feed: feed.statistics)
        let pieces = selection.pieces(of: page, snapshot, report: report, format: format)
        return await responder.response(pieces, format, coding)
    }

    /// How long a scrape may wait, by the scraper's header.
    static func patience(_ header: String?) -> Duration {
        guard let header, let seconds = Double(header), seconds.isFinite, seconds > 0, seconds < 3600 else {
            return patience
        }
        let limit = Duration.seconds(seconds)
        return max(limit - margin, limit / 2)
    }
}
