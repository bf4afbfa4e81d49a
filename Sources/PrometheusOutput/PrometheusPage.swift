public import Catalogue
public import Snapshot
import Synchronization

/// The page that Prometheus scrapes.
///
/// What belongs to a snapshot is rendered once for each format that is asked for, however many scrapers ask.
public final class PrometheusPage: Sendable {
    /// The page in one format.
    private struct Rendering: Sendable {
        /// What belongs to the snapshot of this generation.
        var body: [UInt8] = []
        var generation: UInt64?
        /// What belongs to the facts of this generation.
        var facts: [UInt8] = []
        var factsGeneration: UInt64?
        /// What the last page said of the agent, whose memory serves again once its response is gone.
        var report: [UInt8] = []
    }

    private struct State: Sendable {
        var labels = DomainLabels([])
        /// The labels of what has numbers, with these domains.
        var blocks: EntityBlocks?
        /// The facts to which the labels belong.
        var factsGeneration: UInt64?
        var text = Rendering()
        var openMetrics = Rendering()

        /// The rendering in a format.
        subscript(format: ExpositionFormat) -> Rendering {
            get {
                switch format {
                case .prometheusText: text
                case .openMetrics: openMetrics
                }
            }
            _modify {
                switch format {
                case .prometheusText: yield &text
                case .openMetrics: yield &openMetrics
                }
            }
        }
    }

    private let exportsUnknown: Bool
    private let state = Mutex(State())

    /// So many snapshots later the memory of a format that nobody asks for any more is given back.
    private static let patience: UInt64 = 100

    /// A page.
    ///
    /// - Parameter exportsUnknown: Whether fields that the catalogue does not know are on it.
    public init(exportsUnknown: Bool) { self.exportsUnknown = exportsUnknown }

    /// The page for this snapshot at this moment.
    public func render(
        _ snapshot: Snapshot, report: SelfReport, format: ExpositionFormat = .prometheusText
    ) -> [UInt8] {
        Array(pieces(snapshot, report: report, format: format).all.joined())
    }

    /// The pieces of that page.
    public func pieces(
        _ snapshot: Snapshot, report: SelfReport, format: ExpositionFormat = .prometheusText
    ) -> PagePieces {
        // under the lock, so that scrapers who ask at once do not all render the same
        state.withLock { state in
            // another format may have been asked for with other facts, and so with other labels
            if state[format].generation != snapshot.generation || state.factsGeneration != snapshot.factsGeneration {
                renderBody(snapshot, format, &state)
            }
            var writer = TextWriter(reusing: &state[format].report, format: format)
            SelfFamilies(snapshot: snapshot, report: report, labels: state.labels).write(to: &writer)
            state[format].report = writer.bytes
            let rendering = state[format]
            return PagePieces(
                report: rendering.report, facts: rendering.facts, body: rendering.body, end: Self.end(of: format),
                origin: PagePieces.Origin(
                    format: format, generation: snapshot.generation, factsGeneration: snapshot.factsGeneration))
        }
    }

    /// The part of the page that these collectors bring, with what no collector brings; it is kept nowhere.
    public func pieces(
        _ snapshot: Snapshot, report: SelfReport, format: ExpositionFormat, collectors: Set<Collector>
    ) -> PagePieces {
        func bytes(_ write: (inout TextWriter) -> Void) -> [UInt8] {
            var writer = TextWriter(format: format, collectors: collectors)
            write(&writer)
            return writer.bytes
        }
        let labels = DomainLabels(snapshot.domains)
        let families = families(snapshot, labels)
        return PagePieces(
            report: bytes { SelfFamilies(snapshot: snapshot, report: report, labels: labels).write(to: &$0) },
            facts: bytes { families.writeFacts(to: &$0) },
            body: bytes {
                HostFamilies(snapshot: snapshot).write(to: &$0)
                families.write(to: &$0)
                ValueFamilies(snapshot, domainLabels: labels, previous: nil).write(to: &$0)
            },
            end: Self.end(of: format), origin: nil)
    }

    private func renderBody(_ snapshot: Snapshot, _ format: ExpositionFormat, _ state: inout State) {
        if state.factsGeneration != snapshot.factsGeneration {
            state.labels = DomainLabels(snapshot.domains)
            state.blocks = nil
            state.factsGeneration = snapshot.factsGeneration
        }
        let families = families(snapshot, state.labels)
        if state[format].factsGeneration != snapshot.factsGeneration {
            var writer = TextWriter(reusing: &state[format].facts, format: format)
            families.writeFacts(to: &writer)
            state[format].facts = writer.bytes
            state[format].factsGeneration = snapshot.factsGeneration
        }
        var writer = TextWriter(reusing: &state[format].body, format: format)
        HostFamilies(snapshot: snapshot).write(to: &writer)
        families.write(to: &writer)
        let values = ValueFamilies(snapshot, domainLabels: state.labels, previous: state.blocks)
        values.write(to: &writer)
        state.blocks = values.labels
        state[format].body = writer.bytes
        state[format].generation = snapshot.generation
        for other in ExpositionFormat.allCases {
            guard let generation = state[other].generation, generation + Self.patience < snapshot.generation else {
                continue
            }
            state[other] = Rendering()
        }
    }

    private func families(_ snapshot: Snapshot, _ labels: DomainLabels) -> DomainFamilies {
        DomainFamilies(
            domains: snapshot.domains, labels: labels, collectors: Set(snapshot.status.collectors.keys),
            exportsUnknown: exportsUnknown)
    }

    private static func end(of format: ExpositionFormat) -> [UInt8] {
        switch format {
        case .prometheusText: []
        case .openMetrics: Array("# EOF\n".utf8)
        }
    }
}
