/// The entities of the sets made lately.
///
/// A domain has the same ones in nearly every sample: made once, they are shared by all its sets.
struct EntityMemory: Sendable {
    private var known: [[ValueSetBuilder.Pending]: [ValueSet.Entity]] = [:]
    private var lookups = 0
    private var misses = 0

    /// As many domains as one connection may well read.
    private static let most = 2048
    /// Those of domains that are gone are forgotten with all others after so many.
    private static let longest = 32 * most

    /// The entities with their labels.
    mutating func entities(_ pending: [ValueSetBuilder.Pending]) -> [ValueSet.Entity] {
        lookups += 1
        if lookups > Self.longest { self = EntityMemory() }
        // where all is new each time, looking is for nothing
        guard misses < 2 * Self.most else { return EntityLabels.resolve(pending) }
        if let entities = known[pending] { return entities }
        misses += 1
        let entities = EntityLabels.resolve(pending)
        if known.count < Self.most { known[pending] = entities }
        return entities
    }
}
