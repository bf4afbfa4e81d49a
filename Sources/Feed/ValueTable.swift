import Catalogue
import Snapshot
import SwiftProtobuf

/// Collects what the sets of a snapshot say in a table of things and in columns.
struct ValueTable {
    /// Where something is written for some of the entities.
    private struct Places {
        var steps: [UInt32] = []
        /// The position of the last entity, plus one.
        private var next = 0

        /// - Returns: Whether the entity is behind the last, as all are but what libvirt says twice.
        mutating func append(_ position: Int) -> Bool {
            guard position >= next else { return false }
            steps.append(UInt32(position + 1 - next))
            next = position + 1
            return true
        }
    }

    private struct TextColumn {
        var places = Places()
        var texts: [String] = []
    }

    /// Which numbers are wanted.
    private let selection: FeedSelection
    /// Of each scope, whether its things are taken.
    private let isTaken: [Bool]
    private var scope: [UInt32] = []
    private var owner: [UInt32] = []
    private var labels: [String] = []
    private var numbers: NumberColumns
    private var texts = [TextColumn](repeating: TextColumn(), count: TextID.allCases.count)
    private var histograms: [FeedHistogram] = []
    private var unknown: [FeedUnknownField] = []
    /// Where the entities of the set in hand are in the table.
    private var positions: [Int?] = []

    init(_ selection: FeedSelection) {
        self.selection = selection
        let metrics = Catalogue.metrics.indices.map {
            (selection.collectors?.contains(Catalogue.metrics[$0].collector) ?? true)
                && (selection.metrics?.contains(MetricID(rawValue: UInt16($0))) ?? true)
        }
        var scopes = Set(zip(Catalogue.metrics, metrics).filter(\.1).map(\.0.scope))
        if selection.collectors == nil, selection.metrics == nil { scopes.formUnion(Scope.allCases) }
        isTaken = Scope.allCases.map { scopes.contains($0) }
        numbers = NumberColumns(isTaken: metrics)
    }

    /// - Parameter domain: The position of the domain that the numbers are of; `nil` for the host.
    mutating func add(_ set: ValueSet, domain: Int?) {
        guard selection.collectors?.isEmpty != true, selection.metrics?.isEmpty != true else { return }
        add(set.entities, owner: UInt32(domain.map { $0 + 1 } ?? 0))
        numbers.add(set.values, entities: positions)
        for text in set.texts where has(text.id.collector) {
            let column = Int(text.id.rawValue)
            guard let position = positions[text.entity], texts[column].places.append(position) else { continue }
            texts[column].texts.append(text.text)
        }
        if has(.block) {
            for histogram in set.histograms {
                guard let position = positions[histogram.entity] else { continue }
                histograms.append(FeedHistogram(histogram, at: position))
            }
        }
        guard let domain, has(.unknown) else { return }
        for field in set.unknown { unknown.append(FeedUnknownField(field, domain: UInt32(domain))) }
    }

    /// Whether what a collector has beside numbers is wanted.
    private func has(_ collector: Collector) -> Bool {
        selection.metrics == nil && selection.collectors?.contains(collector) ?? true
    }

    private mutating func add(_ entities: [ValueSet.Entity], owner: UInt32) {
        positions.removeAll(keepingCapacity: true)
        for entity in entities {
            let number = Int(entity.scope.rawValue)
            guard isTaken[number] else {
                positions.append(nil)
                continue
            }
            positions.append(scope.count)
            scope.append(UInt32(number))
            self.owner.append(owner)
            labels += entity.labels
        }
    }

    func finish(into message: inout FeedSnapshot) {
        if !scope.isEmpty {
            message.entities = .with {
                $0.scopes = Scope.allCases.map { scope in
                    .with {
                        $0.name = FeedNames.name(of: scope)
                        $0.labels = UInt32(scope.labels.count)
                    }
                }
                $0.scope = scope
                $0.owner = owner
                $0.labels = labels
            }
        }
        message.histograms = histograms
        message.unknown = unknown
        message.columns = numbers.columns().map { column in
            .with {
                $0.field = column.metric.field
                $0.representation = FeedColumn.Representation(column.metric.representation)
                $0.entitySteps = column.steps
                $0.values = column.values
            }
        }
        message.texts = zip(TextID.allCases, texts).filter { !$1.texts.isEmpty }.map { id, column in
            .with {
                $0.name = FeedNames.name(of: id)
                $0.entitySteps = column.places.steps
                $0.texts = column.texts
            }
        }
    }
}

extension TextID {
    fileprivate var collector: Collector {
        switch self {
        case .blockPath: .block
        case .dirtyRateMode: .dirtyRate
        }
    }
}

extension FeedHistogram {
    fileprivate init(_ histogram: ValueSet.Histogram, at entity: Int) {
        self.init()
        name = FeedNames.name(of: histogram.id)
        self.entity = UInt32(entity)
        starts = histogram.bins.map(\.start)
        counts = histogram.bins.map(\.count)
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
