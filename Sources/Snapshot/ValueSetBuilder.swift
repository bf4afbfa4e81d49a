public import Catalogue

/// Makes a ``ValueSet`` of libvirt's fields.
///
/// One builder serves any number of sets, one after another, and keeps its memory between them.
public struct ValueSetBuilder: Sendable {
    /// An entity whose labels are not all known yet.
    struct Pending: Hashable, Sendable {
        let scope: Scope
        let first: UInt32
        let second: UInt32
        /// The labels that fields gave, by position in ``Catalogue/Scope/ownLabels``.
        var own: (String?, String?) = (nil, nil)

        static func == (a: Pending, b: Pending) -> Bool {
            a.scope == b.scope && a.first == b.first && a.second == b.second && a.own == b.own
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(UInt64(scope.rawValue) << 54 ^ UInt64(first) << 27 ^ UInt64(second))
            // of most the second is nil
            hasher.combine(own.0)
        }
    }

    struct PendingBin: Sendable {
        let entity: Int
        let id: HistogramID
        let index: UInt32
        var start: UInt64?
        var count: UInt64?
    }

    private let index = FieldIndex.shared
    /// By slot, the one of the field that came behind it the last time.
    private var successors: [Int] = []
    private var lastSlot = 0
    private var pending: [Pending] = []
    private var memory = EntityMemory()
    private var keys: [UInt64] = []
    private var positions: [UInt64: Int] = [:]
    private var last = -1
    private var lastKey: UInt64 = 0
    private var statistics: [String: UInt32] = [:]
    private var bins: [PendingBin] = []
    private var texts: [(id: TextID, entity: Int, text: String)] = []
    private var values: [ValueSet.Value] = []
    private var unknown: [ValueSet.UnknownField] = []
    private var state: Int32?
    private var reason: Int32?

    /// A builder with nothing in it.
    public init() {}

    /// Takes a field as libvirt's bulk statistics call it.
    public mutating func add(_ field: Span<UInt8>, _ value: FieldValue) {
        guard let match = match(field) else { return addOpenEnded(field, value) }
        switch match.row {
        case .metric(let id, let scope, let representation):
            guard let bits = value.bits(as: representation) else { return keep(field, value) }
            let entity = entity(scope, match.first, match.second)
            values.append(ValueSet.Value(entity: entity, metric: id, bits: bits))
        case .known(let role, let scope):
            if !take(role, scope, match, value) { keep(field, value) }
        }
    }

    /// The catalogue's row of a field.
    ///
    /// libvirt gives the fields of every domain in the same order, so what came behind a field the last time is tried
    /// first.
    @inline(__always)
    private mutating func match(_ field: Span<UInt8>) -> FieldIndex.Match? {
        if successors.isEmpty { successors = [Int](repeating: 0, count: index.slotCount) }
        let guess = successors[lastSlot]
        if let match = index.match(field, slot: guess) {
            lastSlot = guess
            return match
        }
        guard let pattern = FieldPattern(field), let found = index.slot(of: field, hash: pattern.hash) else {
            return nil
        }
        successors[lastSlot] = found.position
        lastSlot = found.position
        return found.match
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
        set.entities = memory.entities(pending)
        sortValues()
        // an exact copy: the builder keeps its own buffer, with its room to grow
        set.values.reserveCapacity(values.count)
        set.values.append(contentsOf: values)
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
        keys.removeAll(keepingCapacity: true)
        if !positions.isEmpty { positions.removeAll(keepingCapacity: true) }
        last = -1
        if !statistics.isEmpty { statistics.removeAll(keepingCapacity: true) }
        bins.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        unknown.removeAll(keepingCapacity: true)
        state = nil
        reason = nil
    }

    private mutating func addOpenEnded(_ field: Span<UInt8>, _ value: FieldValue) {
        guard let statistic = HypervisorStatistic(field),
            let bits = value.bits(as: statistic.metric.metric.representation)
        else { return keep(field, value) }
        let parent = statistic.scope == .vcpuStatistic ? FieldPattern(field)?.first ?? 0 : 0
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
    private mutating func take(
        _ role: KnownField.Role, _ scope: Scope, _ match: FieldIndex.Match, _ value: FieldValue
    ) -> Bool {
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
            let entity = entity(scope, match.first, match.second)
            if position == 0 { pending[entity].own.0 = label } else { pending[entity].own.1 = label }
        case .text(let id):
            guard case .string(let text) = value else { return false }
            texts.append((id, entity(scope, match.first, match.second), text))
        case .binStart(let id):
            guard let start = value.bits(as: .unsigned) else { return false }
            bins[bin(id, scope, match)].start = start
        case .binValue(let id):
            guard let count = value.bits(as: .unsigned) else { return false }
            bins[bin(id, scope, match)].count = count
        }
        return true
    }

    /// The position of an entity, new or known.
    private mutating func entity(_ scope: Scope, _ first: UInt32, _ second: UInt32) -> Int {
        // an index has at most 27 bits, and there are fewer than 32 scopes
        let key = UInt64(scope.rawValue) << 54 | UInt64(first) << 27 | UInt64(second)
        if last >= 0, key == lastKey { return last }
        lastKey = key
        if let position = position(of: key) {
            last = position
        } else {
            last = pending.count
            keys.append(key)
            pending.append(Pending(scope: scope, first: first, second: second))
            if keys.count > Self.mostToScan { index(from: keys.count == Self.mostToScan + 1 ? 0 : last) }
        }
        return last
    }

    /// Most domains have a handful of entities, which a look at each finds sooner than a hash table does.
    private static let mostToScan = 24

    private func position(of key: UInt64) -> Int? {
        keys.count > Self.mostToScan ? positions[key] : keys.lastIndex(of: key)
    }

    private mutating func index(from first: Int) {
        for position in first..<keys.count { positions[keys[position]] = position }
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

    private mutating func bin(_ id: HistogramID, _ scope: Scope, _ match: FieldIndex.Match) -> Int {
        let index = match.second
        let entity = entity(scope, match.first, 0)
        if let known = bins.lastIndex(where: { $0.entity == entity && $0.id == id && $0.index == index }) {
            return known
        }
        bins.append(PendingBin(entity: entity, id: id, index: index))
        return bins.count - 1
    }

    /// Orders the values by entity and metric, and keeps the last of any that came twice.
    private mutating func sortValues() {
        // libvirt gives an entity's fields together and nearly in the catalogue's order
        guard values.indices.dropFirst().contains(where: { values[$0].key <= values[$0 - 1].key }) else { return }
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
