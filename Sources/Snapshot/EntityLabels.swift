import Catalogue

/// Gives every entity of a set its labels, and no two of a scope the same.
enum EntityLabels {
    /// Entities among which names must be distinct.
    private struct Family: Hashable {
        let scope: Scope
        let parent: UInt32
    }

    static func resolve(_ pending: [ValueSetBuilder.Pending]) -> [ValueSet.Entity] {
        var names: [Family: DistinctNames] = [:]
        let own = pending.map { ownLabels($0, &names) }
        var entities: [ValueSet.Entity] = []
        entities.reserveCapacity(pending.count)
        for (position, entity) in pending.enumerated() {
            let inherited = entity.scope.parent.map { parent in
                pending.firstIndex { $0.scope == parent && $0.first == entity.first }.map { own[$0] }
                    ?? ownLabels(ValueSetBuilder.Pending(scope: parent, first: entity.first, second: 0), &names)
            }
            let labels = inherited.map { $0 + own[position] } ?? own[position]
            entities.append(ValueSet.Entity(scope: entity.scope, labels: labels))
        }
        return entities
    }

    private static func ownLabels(
        _ entity: ValueSetBuilder.Pending, _ names: inout [Family: DistinctNames]
    ) -> [String] {
        switch entity.scope.naming {
        case .none: return []
        case .index: return [String(entity.first)]
        case .fieldName: return [entity.own.0 ?? ""]
        case .field:
            let isPart = entity.scope.parent != nil
            let family = Family(scope: entity.scope, parent: isPart ? entity.first : 0)
            let ordinal = Int(isPart ? entity.second : entity.first)
            let name = names[family, default: DistinctNames()].name(entity.own.0, ordinal: ordinal)
            return entity.scope.ownLabels.count == 1 ? [name] : [name, entity.own.1 ?? ""]
        }
    }
}
