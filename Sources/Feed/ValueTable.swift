import SwiftProtobuf
import Catalogue
import Snapshot

/// Collects the numbers of all sets of a snapshot in columns, one for each metric.
struct ValueTable {
    private struct Column {
        var steps: [UInt32] = []
        var values: [UInt64] = []
        /// The position of the last entity, plus one.
        var next = 0
    }

    private var entities: [FeedEntity] = []
    private var columns = [Column](repeating: Column(), count: Catalogue.metrics.count)
    private var histograms: [FeedHistogram] = []
    private var texts: [FeedText] = []
    private var unknown: [FeedUnknownField] = []
    private let isChosen: [Bool]?
    private let collectors: Set<Collector>?

    /// - Parameter collectors: Whose numbers are taken; `nil` for all.
    init(_ collectors: Set<Collector>?) {
        self.collectors = collectors
        isChosen = collectors.map { chosen in Catalogue.metrics.map { chosen.contains($0.collector) } }
    }

    /// - Parameter domain: The position of the domain that the numbers are of; `nil` for the host.
    mutating func add(_ set: ValueSet, domain: UInt32?) {
        let first = entities.count
        for entity in set.entities {
            var message = FeedEntity()
            message.scope = FeedNames.name(of: entity.scope)
            if let domain { message.domain = domain }
            message.labels = entity.labels
            entities.append(message)
        }
        for value in set.values {
            let metric = Int(value.metric.rawValue)
            if let isChosen, !isChosen[metric] { continue }
            let position = first + value.entity
            columns[metric].steps.append(UInt32(position + 1 - columns[metric].next))
            columns[metric].values.append(value.bits)
            columns[metric].next = position + 1
        }
        guard collectors.map({ $0.contains(.block) }) ?? true else { return }
        for histogram in set.histograms {
            histograms.append(
                .with {
                    $0.name = FeedNames.name(of: histogram.id)
                    $0.entity = UInt32(first + histogram.entity)
                    $0.starts = histogram.bins.map(\.start)
                    $0.counts = histogram.bins.map(\.count)
                })
        }
        for text in set.texts {
            texts.append(
                .with {
                    $0.name = FeedNames.name(of: text.id)
                    $0.entity = UInt32(first + text.entity)
                    $0.text = text.text
                })
        }
        guard let domain, collectors.map({ $0.contains(.unknown) }) ?? true else { return }
        for field in set.unknown { unknown.append(FeedUnknownField(field, domain: domain)) }
    }

    func finish(into message: inout FeedSnapshot) {
        message.entities = entities
        message.histograms = histograms
        message.texts = texts
        message.unknown = unknown
        for (position, column) in columns.enumerated() where !column.values.isEmpty {
            let metric = Catalogue.metrics[position]
            message.columns.append(
                .with {
                    $0.field = metric.field
                    $0.representation = FeedColumn.Representation(metric.representation)
                    $0.entitySteps = column.steps
                    $0.values = column.values
                })
        }
    }
}

extension FeedColumn.Representation {
    init(_ representation: Metric.Representation) {
        self =
            switch representation {
            case .unsigned: .unsigned
            case .signed: .signed
            case .double: .double
            }
    }
}

extension FeedUnknownField {
    fileprivate init(_ field: ValueSet.UnknownField, domain: UInt32) {
        self.init()
        self.domain = domain
        self.field = field.field
        switch field.value {
        case .signed(let number): signed = number
        case .unsigned(let number): unsigned = number
        case .double(let number): double = number
        case .boolean(let truth): boolean = truth
        case .string(let text): self.text = text
        }
    }
}
