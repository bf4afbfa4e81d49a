public import Catalogue

extension ValueSet {
    /// What a set is put together from that was taken apart elsewhere; in any order.
    public struct Parts: Sendable {
        fileprivate var set = ValueSet()

        /// Nothing.
        public init() {}

        /// Adds an entity and returns its position.
        ///
        /// - Parameter labels: As many as ``Catalogue/Scope/labels``.
        public mutating func append(_ scope: Scope, _ labels: [String]) -> Int {
            set.entities.append(Entity(scope: scope, labels: labels))
            return set.entities.count - 1
        }

        /// The scope of the entity at this position.
        public func scope(of entity: Int) -> Scope { set.entities[entity].scope }

        /// Adds a number of an entity.
        public mutating func append(_ metric: MetricID, _ bits: UInt64, entity: Int) {
            set.values.append(Value(entity: entity, metric: metric, bits: bits))
        }

        /// Adds a histogram of an entity; its bins by rising lower bound.
        public mutating func append(_ id: HistogramID, _ bins: [Histogram.Bin], entity: Int) {
            set.histograms.append(Histogram(id: id, entity: entity, bins: bins))
        }

        /// Adds a text about an entity.
        public mutating func append(_ id: TextID, _ text: String, entity: Int) {
            set.texts.append(Text(id: id, entity: entity, text: text))
        }

        /// Adds a field that the catalogue does not know.
        public mutating func append(unknown field: String, _ value: FieldValue) {
            set.unknown.append(UnknownField(field: field, value: value))
        }

        /// Adds all that others have, behind what is there.
        public mutating func append(_ other: Parts) {
            let first = set.entities.count
            set.entities += other.set.entities
            for value in other.set.values {
                set.values.append(Value(entity: first + value.entity, metric: value.metric, bits: value.bits))
            }
            for histogram in other.set.histograms {
                append(histogram.id, histogram.bins, entity: first + histogram.entity)
            }
            for text in other.set.texts { append(text.id, text.text, entity: first + text.entity) }
            set.unknown += other.set.unknown
        }
    }

    /// The set of these parts; of two numbers of the same entity and metric, the first.
    public init(_ parts: Parts) {
        self = parts.set
        values.sort { $0.key < $1.key }
        var last: UInt64?
        values.removeAll { value in
            defer { last = value.key }
            return value.key == last
        }
    }
}
