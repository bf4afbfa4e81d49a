public import Snapshot
import Synchronization

/// The page that Prometheus scrapes, in text format 0.0.4.
///
/// What belongs to a snapshot is rendered once, however many scrapers ask for it.
public final class PrometheusPage: Sendable {
    /// The media type of the page.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Body: Sendable {
        let generation: UInt64
        let bytes: [UInt8]
        let labels: DomainLabels
    }

    private let exportsUnknown: Bool
    private let body = Mutex<Body?>(nil)

    /// A page.
    ///
    /// - Parameter exportsUnknown: Whether fields that the catalogue does not know are on it.
    public init(exportsUnknown: Bool) { self.exportsUnknown = exportsUnknown }

    /// The page for this snapshot at this moment.
    public func render(_ snapshot: Snapshot, report: SelfReport) -> [UInt8] {
        let body = body(of: snapshot)
        var writer = TextWriter(reserving: body.bytes.count + 8192 + snapshot.domains.count * 80)
        SelfFamilies(snapshot: snapshot, report: report, labels: body.labels).write(to: &writer)
        writer.append(body.bytes)
        return writer.bytes
    }

    private func body(of snapshot: Snapshot) -> Body {
        // under the lock, so that scrapers who ask at once do not all render it
        body.withLock { cached in
            if let cached, cached.generation == snapshot.generation { return cached }
            let labels = DomainLabels(snapshot.domains)
            var writer = TextWriter(reserving: (cached?.bytes.count ?? 0) * 9 / 8)
            HostFamilies(snapshot: snapshot).write(to: &writer)
            DomainFamilies(domains: snapshot.domains, labels: labels, exportsUnknown: exportsUnknown)
                .write(to: &writer)
            ValueFamilies(snapshot, domainLabels: labels).write(to: &writer)
            let new = Body(generation: snapshot.generation, bytes: writer.bytes, labels: labels)
            cached = new
            return new
        }
    }
}
