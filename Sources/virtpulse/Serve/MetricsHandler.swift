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
    /// The server it answers for; set once that is bound.
    private let server = Mutex<HTTPServer?>(nil)

    /// A scrape takes a sample that is at most this old.
    private static let freshness = Duration.seconds(1)
    /// How long a scrape waits if the scraper does not say how long it will.
    private static let patience = Duration.seconds(5)
    /// What a scraper's own limit must leave for the page's way.
    private static let margin = Duration.milliseconds(250)

    init(
        sampler: Sampler<LibvirtSource, ThreadClock>, page: PrometheusPage, ledger: CallLedger,
        status: StatusPageHandler
    ) {
        self.sampler = sampler
        self.page = page
        self.ledger = ledger
        self.status = status
    }

    /// Listens on these addresses and answers for them.
    func bind(_ addresses: [ListenAddress], logger: Logger) async throws(HTTPServerError) -> HTTPServer {
        var routes = status.routes(now: { self.sampler.now })
        routes["/metrics"] = { await self.metrics($0) }
        let bound = try await HTTPServer.bind(addresses, routes: routes, logger: logger)
        server.withLock { $0 = bound }
        return bound
    }

    private func metrics(_ request: HTTPRequest) async -> HTTPResponse {
        let now = ContinuousClock.now
        let patience = Self.patience(request.header("X-Prometheus-Scrape-Timeout-Seconds"))
        let snapshot = await sampler.snapshot(maxAge: Self.freshness, deadline: now + patience)
        let served = server.withLock { $0?.statistics.requests } ?? [:]
        let requests = served.map { key, count in
            SelfReport.Requests(path: key.route ?? "other", code: key.status, count: count)
        }
        let report = SelfReport(
            now: sampler.now, version: version, libraryVersion: LibvirtSource.libraryVersion, calls: ledger.statistics,
            requests: requests.sorted { ($0.path, $0.code) < ($1.path, $1.code) })
        return HTTPResponse(
            contentType: PrometheusPage.contentType, body: HTTPBody(page.pieces(snapshot, report: report)))
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
