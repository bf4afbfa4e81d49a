import Catalogue
import CommandLineInterface
import HTTPServer
import LibvirtSource
import PrometheusOutput
import Sampler
import Snapshot

/// Answers `/probe?target=URI`: the metrics of a host that has no agent of its own.
struct ProbeHandler: Sendable {
    let patterns: [ProbePattern]
    let pool: ProbePool
    /// How old a sample may be that answers a scrape.
    let maxSampleAge: Duration

    func respond(_ request: HTTPRequest) async -> HTTPResponse {
        let targets = request.queryValues("target")
        guard targets.count == 1 else {
            return .text("give one target, such as /probe?target=qemu%2Btls://host.example/system\n", status: 400)
        }
        let target: ProbeTarget
        do throws(ProbeTarget.Refusal) {
            // a URI has no blanks: one stands for a plus that was not written as %2B
            target = try ProbeTarget(targets[0].replacing(" ", with: "+"), allowedBy: patterns)
        } catch {
            return Self.refusal(error)
        }
        let selection: CollectorSelection
        do throws(CollectorSelection.Mistake) {
            selection = try CollectorSelection(request, enabled: pool.options.collectors)
        } catch {
            return error.response
        }
        let began = ContinuousClock.now
        let deadline = began + MetricsHandler.patience(request.header("X-Prometheus-Scrape-Timeout-Seconds"))
        do {
            guard
                let (host, snapshot) = try await pool.snapshot(
                    of: target, maxAge: maxSampleAge, deadline: deadline)
            else { return .text("too many targets are probed already\n", status: 503) }
            let duration = ContinuousClock.now - began
            // the sampler lets a slow host be
            let oldest = host.sampler.longestRest(maxSampleAge) + duration
            let isFresh = host.sampler.now - snapshot.startedAt <= oldest
            let report = SelfReport(
                now: host.sampler.now, version: version, libraryVersion: LibvirtSource.libraryVersion,
                calls: host.ledger.statistics,
                probe: .init(succeeded: snapshot.status.isUp && isFresh, duration: duration))
            let format = ExpositionFormat(accepting: AcceptField(request.header("Accept")))
            let pieces = selection.pieces(of: host.page, snapshot, report: report, format: format)
            return HTTPResponse(
                contentType: format.contentType, body: HTTPBody(pieces.all), headers: [("Vary", "Accept")])
        } catch {
            return .text("\(error)\n", status: 503)
        }
    }

    private static func refusal(_ refusal: ProbeTarget.Refusal) -> HTTPResponse {
        switch refusal {
        case .malformed:
            .text("the target is no libvirt URI, such as qemu+tls://host.example/system\n", status: 400)
        case .password:
            .text("a target has no password: libvirt finds credentials in its own files\n", status: 400)
        case .notAllowed:
            .text("no --probe.allow of this agent matches the target\n", status: 403)
        case .parameters:
            .text("a target with parameters needs a --probe.allow that names them with [?]\n", status: 403)
        }
    }
}
