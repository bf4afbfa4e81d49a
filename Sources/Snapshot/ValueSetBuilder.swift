public import Catalogue

/// Makes a ``ValueSet`` of libvirt's fields.
///
/// One builder serves any number of sets, one after another, and keeps its memory between them.
public struct ValueSetBuilder {
    /// An entity whose labels are not all known yet.
    struct Pending {
        let scope: Scope
        let first: UInt32
        let second: UInt32
        /// The labels that fields gave, by position in ``Catalogue/Scope/ownLabels``.
        var own: (String?, String?) = (nil, nil)
    }

    struct PendingBin {
        let entity: Int
        let id: HistogramID
        let index: UInt32
        var start: UInt64?
        var count: UInt64?
    }

    private var pattern = FieldPattern()
    private var pending: [Pending] = []
    private var positions: [EntityKey: Int] = [:]
    private var last = -1
    private var statistics: [String: UInt32] = [:]
    private var bins: [PendingBin] = []
    private var texts: [(id: TextID, entity: Int, text: String)] = []
    private var values: [ValueSet.Value] = []
    private var unknown: [ValueSet.UnknownField] = []
    private var state: Int32?
    private var reason: Int32?

    private struct EntityKey: Hashable {
        let scope: Scope
        let first: UInt32
        let second: UInt32
    }

    /// A builder with nothing in it.
    public init() {}

    /// Takes a field as libvirt's bulk statistics call it.
    public mutating func add(_ field: Span<UInt8>, _ value: FieldValue) {
        guard pattern.read(field) else { return keep(field, value) }
        guard let row = FieldIndex.shared.row(of: pattern.bytes, count: pattern.count, hash: pattern.hash) else {
            return addOpenEnded(field, value)
        }
        switch row {
        case .metric(let id, let scope, let representation):
            guard let bits = value.bits(as: representation) else { return keep(field, value) }
            let entity = entity(scope, pattern.first, pattern.second)
            values.append(ValueSet.Value(entity: entity, metric: id, bits: bits))
        case .known(let role, let scope):
            if !take(role, scope, value) { keep(field, value) }
        }
    }

    /// Takes a field as libvirt's bulk statistics call it.
    public mutating func add(_ field: String, _ value: FieldValue) {
        var field = field
        field.makeContiguousUTF8()
        add(field.utf8.span, value)
    }

    /// Takes a number of an entity that is known by its one label, such as a storage pool.
    public mutating func add(_ metric: MetricID, named name: String, _ value: FieldValue) {
        let row = metric.metric
        guard let bits = value.bits(as: row.representation) else { return }
        let entity = named(row.scope, 0, name)
        values.append(ValueSet.Value(entity: entity, metric: metric, bits: bits))
    }

    /// What was taken since the last call; the builder is then empty.
    public mutating func finish() -> ValueSet {
        var set = ValueSet()
        set.entities = EntityLabels.resolve(pending)
        sortValues()
        set.values = values
        set.histograms = histograms()
        set.texts = texts.map { ValueSet.Text(id: $0.id, entity: $0.entity, text: $0.text) }
        set.unknown = unknown
        set.state = state
        set.reason = reason
        reset()
        return set
    }

    private mutating func reset() {
        pending.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        last = -1
        statistics.removeAll(keepingCapacity: true)
        bins.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        unknown.removeAll(keepingCapacity: true)
        state = nil
        reason = nil
    }

    private mutating func addOpenEnded(_ field: Span<UInt8>, _ value: FieldValue) {
        guard let statistic = HypervisorStatistic(field, pattern: pattern),
            let bits = value.bits(as: statistic.metric.metric.representation)
        else { return keep(field, value) }
        let parent = statistic.scope == .vcpuStatistic ? pattern.first : 0
        let entity = named(statistic.scope, parent, statistic.name)
        values.append(ValueSet.Value(entity: entity, metric: statistic.metric, bits: bits))
    }

    /// A field that cannot be used: kept as it is, so that it can be shown.
    private mutating func keep(_ field: Span<UInt8>, _ value: FieldValue) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        for i in field.indices { bytes.append(field[i]) }
        unknown.append(ValueSet.UnknownField(field: String(decoding: bytes, as: UTF8.self), value: value))
    }

    /// Takes a field that names or structures others; false if its value is not of the kind that does.
    private mutating func take(_ role: KnownField.Role, _ scope: Scope, _ value: FieldValue) -> Bool {
        switch role {
        case .structure:
            break
        case .state:
            guard let number = value.int32 else { return false }
            state = number
        case .reason:
            guard let number = value.int32 else { return false }
            reason = number
        case .label(let position):
            guard let label = value.label else { return false }
            let entity = entity(scope, pattern.first, pattern.second)
            if position == 0 { pending[entity].own.0 = label } else { pending[entity].own.1 = label }
        case .text(let id):
            guard case .string(let text) = value else { return false }
            texts.append((id, entity(scope, pattern.first, pattern.second), text))
        case .binStart(let id):
            guard let start = value.bits(as: .unsigned) else { return false }
            bins[bin(id, scope)].start = start
        case .binValue(let id):
            guard let count = value.bits(as: .unsigned) else { return false }
            bins[bin(id, scope)].count = count
        }
        return true
    }

    /// The position of an entity, new or known.
    private mutating func entity(_ scope: Scope, _ first: UInt32, _ second: UInt32) -> Int {
        if last >= 0 {
            let candidate = pending[last]
            if candidate.scope == scope, candidate.first == first, candidate.second == second { return last }
        }
        let key = EntityKey(scope: scope, first: first, second: second)
        if let position = positions[key] {
            last = position
        } else {
            last = pending.count
            positions[key] = last
            pending.append(Pending(scope: scope, first: first, second: second))
        }
        return last
    }

    /// The position of an entity whose own label is a name rather than an index.
    private mutating func named(_ scope: Scope, _ first: UInt32, _ name: String) -> Int {
        if last >= 0, pending[last].scope == scope, pending[last].first == first, pending[last].own.0 == name {
            return last
        }
        let number = statistics[name] ?? UInt32(statistics.count)
        statistics[name] = number
        let position = entity(scope, first, number)
        pending[position].own.0 = name
        return position
    }

    private mutating func bin(_ id: HistogramID, _ scope: Scope) -> Int {
        let index = pattern.second
        let entity = entity(scope, pattern.first, 0)
        if let known = bins.lastIndex(where: { $0.entity == entity && $0.id == id && $0.index == index }) {
            return known
        }
        bins.append(PendingBin(entity: entity, id: id, index: index))
        return bins.count - 1
    }

    /// Orders the values by entity and metric, and keeps the last of any that came twice.
    private mutating func sortValues() {
        // libvirt gives an entity's fields together and nearly in the catalogue's order
        var moves = 0
        for i in values.indices.dropFirst() where values[i].key < values[i - 1].key {
            let value = values[i]
            var j = i
            while j > 0, values[j - 1].key > value.key {
                values[j] = values[j - 1]
                j -= 1
                moves += 1
            }
            values[j] = value
            if moves > 16 * values.count {
                values.sort { $0.key < $1.key }
                break
            }
        }
        var kept = 0
        for i in values.indices {
            if kept > 0, values[kept - 1].key == values[i].key { kept -= 1 }
            values[kept] = values[i]
            kept += 1
        }
        values.removeLast(values.count - kept)
    }

    /// The histograms all of whose bins are complete: a missing bin would make every bucket above it wrong.
    private func histograms() -> [ValueSet.Histogram] {
        var result: [ValueSet.Histogram] = []
        var rest = bins[...]
        while let head = rest.first {
            let mine = rest.filter { $0.entity == head.entity && $0.id == head.id }
            rest = rest.filter { $0.entity != head.entity || $0.id != head.id }[...]
            let complete = mine.compactMap { bin in
                bin.start.flatMap { start in bin.count.map { ValueSet.Histogram.Bin(start: start, count: $0) } }
            }
            guard complete.count == mine.count else { continue }
            let bins = complete.sorted { $0.start < $1.start }
            guard Set(bins.map(\.start)).count == bins.count else { continue }
            result.append(ValueSet.Histogram(id: head.id, entity: head.entity, bins: bins))
        }
        return result
    }
}
