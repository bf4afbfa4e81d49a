public import Snapshot
import Synchronization

/// The page that Prometheus scrapes, in text format 0.0.4.
///
/// What belongs to a snapshot is rendered once, however many scrapers ask for it.
public final class PrometheusPage: Sendable {
    /// The media type of the page.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct State: Sendable {
        /// What belongs to the snapshot of this generation.
        var body: [UInt8] = []
        var generation: UInt64?
        var labels = DomainLabels([])
        /// The labels of what has numbers, with these domains.
        var blocks: EntityBlocks?
        /// What belongs to the facts of this generation.
        var facts: [UInt8] = []
        var factsGeneration: UInt64?
        /// What the last page said of the agent, whose memory serves again once its response is gone.
        var report: [UInt8] = []
    }

    private let exportsUnknown: Bool
    private let state = Mutex(State())

    /// A page.
    ///
    /// - Parameter exportsUnknown: Whether fields that the catalogue does not know are on it.
    public init(exportsUnknown: Bool) { self.exportsUnknown = exportsUnknown }

    /// The page for this snapshot at this moment.
    public func render(_ snapshot: Snapshot, report: SelfReport) -> [UInt8] {
        Array(pieces(snapshot, report: report).joined())
    }

    /// The pieces of that page, of which those that belong to the snapshot are shared by all its pages.
    public func pieces(_ snapshot: Snapshot, report: SelfReport) -> [[UInt8]] {
        // under the lock, so that scrapers who ask at once do not all render the same
        state.withLock { state in
            if state.generation != snapshot.generation { renderBody(snapshot, &state) }
            var writer = TextWriter(reusing: &state.report)
            SelfFamilies(snapshot: snapshot, report: report, labels: state.labels).write(to: &writer)
            state.report = writer.bytes
            return [state.report, state.facts, state.body]
        }
    }

    private func renderBody(_ snapshot: Snapshot, _ state: inout State) {
        let haveFactsChanged = state.factsGeneration != snapshot.factsGeneration
        if haveFactsChanged {
            state.labels = DomainLabels(snapshot.domains)
            state.blocks = nil
        }
        let families = DomainFamilies(
            domains: snapshot.domains, labels: state.labels, collectors: Set(snapshot.status.collectors.keys),
            exportsUnknown: exportsUnknown)
        if haveFactsChanged {
            var writer = TextWriter(reusing: &state.facts)
            families.writeFacts(to: &writer)
            state.facts = writer.bytes
            state.factsGeneration = snapshot.factsGeneration
        }
        var writer = TextWriter(reusing: &state.body)
        HostFamilies(snapshot: snapshot).write(to: &writer)
        families.write(to: &writer)
        let values = ValueFamilies(snapshot, domainLabels: state.labels, previous: state.blocks)
        values.write(to: &writer)
        state.blocks = values.labels
        state.body = writer.bytes
        state.generation = snapshot.generation
    }
}
