public import Catalogue

/// The numbers of one domain, of the host, or of the storage pools, at one moment.
///
/// A value that libvirt did not return has no entry: there is no way to mistake it for zero.
public struct ValueSet: Sendable {
    /// A thing that has values: the domain itself, one of its disks, ...
    public struct Entity: Sendable {
        /// What kind of thing it is.
        public let scope: Scope
        /// Its label values, in the order of ``Catalogue/Scope/labels``.
        public let labels: [String]
    }

    /// One number of one entity.
    public struct Value: Sendable {
        /// Position of the entity in ``ValueSet/entities``, above the metric: the order of ``ValueSet/values``.
        let key: UInt64
        /// The number, as the metric's representation tells.
        public let bits: UInt64

        init(entity: Int, metric: MetricID, bits: UInt64) {
            key = UInt64(entity) << 16 | UInt64(metric.rawValue)
            self.bits = bits
        }

        /// Position of the entity in ``ValueSet/entities``.
        public var entity: Int { Int(key >> 16) }
        /// The metric.
        public var metric: MetricID { MetricID(rawValue: UInt16(truncatingIfNeeded: key)) }
    }

    /// A histogram that libvirt keeps of one entity.
    public struct Histogram: Sendable {
        /// Which one.
        public let id: HistogramID
        /// Position of the entity in ``ValueSet/entities``.
        public let entity: Int
        /// The bins by rising lower bound: nanoseconds, and events in this bin alone.
        public let bins: [Bin]

        /// Events with a latency of at least `start` and below the next bin's.
        public struct Bin: Hashable, Sendable {
            /// Lower bound in nanoseconds.
            public let start: UInt64
            /// Events in this bin alone.
            public let count: UInt64

            /// So many events from this bound on.
            public init(start: UInt64, count: UInt64) {
                self.start = start
                self.count = count
            }
        }
    }

    /// A text about one entity.
    public struct Text: Sendable {
        /// Which one.
        public let id: TextID
        /// Position of the entity in ``ValueSet/entities``.
        public let entity: Int
        /// The text, as its author wrote it.
        public let text: String
    }

    /// A field that the catalogue does not know.
    public struct UnknownField: Sendable {
        /// The field as libvirt calls it.
        public let field: String
        /// What libvirt gave.
        public let value: FieldValue
    }

    /// The things that have values.
    public internal(set) var entities: [Entity] = []
    /// The numbers, ordered by entity and then as the catalogue is; no two of the same entity and metric.
    public internal(set) var values: [Value] = []
    /// The histograms.
    public internal(set) var histograms: [Histogram] = []
    /// The texts.
    public internal(set) var texts: [Text] = []
    /// The fields that the catalogue does not know, in libvirt's order.
    public internal(set) var unknown: [UnknownField] = []
    /// `state.state`, a number of `virDomainState`.
    public internal(set) var state: Int32?
    /// `state.reason`, whose meaning depends on the state.
    public internal(set) var reason: Int32?

    /// A set without values.
    public init() {}

    /// The number of this entity, or `nil` where libvirt gave none.
    ///
    /// - Complexity: O(log *n*) in the number of values.
    public func bits(of metric: MetricID, entity: Int) -> UInt64? {
        let key = UInt64(entity) << 16 | UInt64(metric.rawValue)
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low].key == key ? values[low].bits : nil
    }

    /// Takes away the numbers of a metric.
    public mutating func remove(_ metric: MetricID) { values.removeAll { $0.metric == metric } }

    /// Takes away the numbers and texts of a collector.
    public mutating func remove(_ collector: Collector) {
        values.removeAll { $0.metric.metric.collector == collector }
        if collector == .dirtyRate { texts.removeAll { $0.id == .dirtyRateMode } }
    }

    /// The number of the entity with these labels, or `nil` where libvirt gave none.
    public func bits(of metric: MetricID, labels: [String] = []) -> UInt64? {
        let scope = metric.metric.scope
        guard let entity = entities.firstIndex(where: { $0.scope == scope && $0.labels == labels }) else { return nil }
        return bits(of: metric, entity: entity)
    }

    /// Takes away the counters that are lower than in an earlier set of the same run of a domain.
    ///
    /// libvirt tells 0 of what it can not read any more, such as the time of a process that just ended; and a device that
    /// was unplugged and plugged in again counts anew. Neither is how much a counter grew.
    public mutating func removeCounters(belowThoseOf old: ValueSet) {
        guard hasEntities(of: old) else { return }
        var lower: Set<UInt64> = []
        var position = 0
        for value in values {
            while position < old.values.count, old.values[position].key < value.key { position += 1 }
            guard position < old.values.count else { break }
            let before = old.values[position]
            guard before.key == value.key, before.bits != value.bits, value.isCounter(below: before) else { continue }
            lower.insert(value.key)
        }
        if !lower.isEmpty { values.removeAll { lower.contains($0.key) } }
    }

    private func hasEntities(of other: ValueSet) -> Bool {
        guard entities.count == other.entities.count else { return false }
        // mostly they are the very same
        let isSame = unsafe entities.withUnsafeBufferPointer { mine in
            unsafe other.entities.withUnsafeBufferPointer { unsafe $0.baseAddress == mine.baseAddress }
        }
        return isSame
            || zip(entities, other.entities).allSatisfy { $0.scope == $1.scope && $0.labels == $1.labels }
    }
}

extension ValueSet.Value {
    fileprivate func isCounter(below other: ValueSet.Value) -> Bool {
        let metric = metric.metric
        guard metric.kind == .counter else { return false }
        return switch metric.representation {
        case .unsigned: bits < other.bits
        case .signed: Int64(bitPattern: bits) < Int64(bitPattern: other.bits)
        case .double: Double(bitPattern: bits) < Double(bitPattern: other.bits)
        }
    }
}
