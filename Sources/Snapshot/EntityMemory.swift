/// The entities of the sets made so far.
///
/// A domain has the same ones in nearly every sample: made once, they are shared by all its sets.
struct EntityMemory: Sendable {
    private var known: [[ValueSetBuilder.Pending]: [ValueSet.Entity]] = [:]

    /// With more, those of domains that are gone are most.
    private static let most = 2048

    /// The entities with their labels.
    mutating func entities(_ pending: [ValueSetBuilder.Pending]) -> [ValueSet.Entity] {
        if let entities = known[pending] { return entities }
        let entities = EntityLabels.resolve(pending)
        if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
        known[pending] = entities
        return entities
    }
}
