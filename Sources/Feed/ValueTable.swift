import Catalogue
import Snapshot
import SwiftProtobuf

/// Collects the numbers of all sets of a snapshot in columns, one for each metric.
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

    private struct Column {
        var places = Places()
        var values: [UInt64] = []
    }

    private struct TextColumn {
        var places = Places()
        var texts: [String] = []
    }

    /// Which part of the numbers is taken.
    private struct Choice {
        let hasMetric: [Bool]
        let hasScope: [Bool]

        init(_ collectors: Set<Collector>?) {
            let hasMetric = Catalogue.metrics.map { collectors?.contains($0.collector) ?? true }
            var scopes = Set(zip(Catalogue.metrics, hasMetric).filter(\.1).map(\.0.scope))
            if collectors == nil { scopes.formUnion(Scope.allCases) }
            self.hasMetric = hasMetric
            hasScope = Scope.allCases.map { scopes.contains($0) }
        }
    }

    private let collectors: Set<Collector>?
    private let choice: Choice
    private var scope: [UInt32] = []
    private var owner: [UInt32] = []
    private var labels: [String] = []
    private var columns = [Column](repeating: Column(), count: Catalogue.metrics.count)
    private var texts = [TextColumn](repeating: TextColumn(), count: TextID.allCases.count)
    private var histograms: [FeedHistogram] = []
    private var unknown: [FeedUnknownField] = []
    /// Where the entities of the set in hand are in the table.
    private var positions: [Int?] = []

    /// - Parameter collectors: Whose numbers are taken; `nil` for all.
    init(_ collectors: Set<Collector>?) {
        self.collectors = collectors
        choice = Choice(collectors)
    }

    /// - Parameter domain: The position of the domain that the numbers are of; `nil` for the host.
    mutating func add(_ set: ValueSet, domain: Int?) {
        guard collectors?.isEmpty != true else { return }
        add(set.entities, owner: UInt32(domain.map { $0 + 1 } ?? 0))
        for value in set.values {
            let metric = Int(value.metric.rawValue)
            guard choice.hasMetric[metric], let position = positions[value.entity],
                columns[metric].places.append(position)
            else { continue }
            columns[metric].values.append(value.bits)
        }
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

    private func has(_ collector: Collector) -> Bool { collectors?.contains(collector) ?? true }

    private mutating func add(_ entities: [ValueSet.Entity], owner: UInt32) {
        positions.removeAll(keepingCapacity: true)
        for entity in entities {
            let number = Int(entity.scope.rawValue)
            guard choice.hasScope[number] else {
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
        message.columns = columns.enumerated().filter { !$1.values.isEmpty }.map { position, column in
            let metric = Catalogue.metrics[position]
            return .with {
                $0.field = metric.field
                $0.representation = FeedColumn.Representation(metric.representation)
                $0.entitySteps = column.places.steps
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
