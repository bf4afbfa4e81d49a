import Catalogue

/// Gives every entity of a set its labels, and no two of a scope the same.
struct EntityLabels {
    private let pending: [ValueSetBuilder.Pending]
    private var own: [[String]] = []
    /// The parent found last: the parts of a thing come together.
    private var parent = -1

    static func resolve(_ pending: [ValueSetBuilder.Pending]) -> [ValueSet.Entity] {
        var labels = EntityLabels(pending)
        return pending.indices.map { labels.entity(at: $0) }
    }

    private init(_ pending: [ValueSetBuilder.Pending]) {
        self.pending = pending
        own.reserveCapacity(pending.count)
        for position in pending.indices { own.append(ownLabels(at: position)) }
    }

    private mutating func entity(at position: Int) -> ValueSet.Entity {
        let entity = pending[position]
        guard let scope = entity.scope.parent else {
            return ValueSet.Entity(scope: entity.scope, labels: own[position])
        }
        let isKnown = parent >= 0 && pending[parent].scope == scope && pending[parent].first == entity.first
        if !isKnown { parent = pending.firstIndex { $0.scope == scope && $0.first == entity.first } ?? -1 }
        let inherited =
            parent >= 0
            ? own[parent] : Self.labels(ValueSetBuilder.Pending(scope: scope, first: entity.first, second: 0))
        return ValueSet.Entity(scope: entity.scope, labels: inherited + own[position])
    }

    /// The labels of an entity itself; where two would be one series, the later one gets its ordinal behind.
    private func ownLabels(at position: Int) -> [String] {
        let entity = pending[position]
        var labels = Self.labels(entity)
        guard entity.scope.naming == .field else { return labels }
        while isTaken(labels[0], by: entity, before: position) { labels[0] += "#\(Self.ordinal(entity))" }
        return labels
    }

    private func isTaken(_ name: String, by entity: ValueSetBuilder.Pending, before position: Int) -> Bool {
        let isPart = entity.scope.parent != nil
        for other in 0..<position {
            let candidate = pending[other]
            if candidate.scope == entity.scope, !isPart || candidate.first == entity.first, own[other][0] == name {
                return true
            }
        }
        return false
    }

    private static func labels(_ entity: ValueSetBuilder.Pending) -> [String] {
        switch entity.scope.naming {
        case .none: return []
        case .index:
            return indexLabels.indices.contains(Int(entity.first))
                ? indexLabels[Int(entity.first)] : [String(entity.first)]
        case .fieldName: return [entity.own.0 ?? ""]
        case .field:
            let name = entity.own.0.flatMap { $0.isEmpty ? nil : $0 } ?? "#\(ordinal(entity))"
            return entity.scope.hasSecondLabel ? [name, entity.own.1 ?? ""] : [name]
        }
    }

    /// The labels of low indexes, which every set shares.
    private static let indexLabels = (0..<256).map { [String($0)] }

    private static func ordinal(_ entity: ValueSetBuilder.Pending) -> UInt32 {
        entity.scope.parent == nil ? entity.first : entity.second
    }
}

extension Scope {
    /// Monitors have a name and the virtual CPUs they watch.
    fileprivate var hasSecondLabel: Bool {
        self == .cacheMonitor || self == .energyMonitor || self == .bandwidthMonitor
    }
}
