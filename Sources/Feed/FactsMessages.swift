import Snapshot
import Synchronization

/// The messages of what domains' XML says, which hardly ever changes, and is a third of what a snapshot costs to write.
final class FactsMessages: Sendable {
    private struct Entry: Sendable {
        /// Kept, so that no other object gets its identity.
        let facts: Shared<DomainFacts>
        let bytes: [UInt8]
    }

    private let entries = Mutex<[ObjectIdentifier: Entry]>([:])

    /// The bytes of each one's message, in their order.
    ///
    /// - Parameter all: All domains that there are; of others, nothing is kept.
    func bytes(of facts: [Shared<DomainFacts>?], among all: [DomainSample]) -> [[UInt8]?] {
        let old = entries.withLock { $0 }
        var new = facts.count == all.count ? [:] : old
        if new.count > all.count {
            let present = Set(all.compactMap { $0.facts.map(ObjectIdentifier.init) })
            new = new.filter { present.contains($0.key) }
        }
        let bytes = facts.map { facts in
            facts.map { facts in
                let id = ObjectIdentifier(facts)
                let entry = old[id] ?? Entry(facts: facts, bytes: Self.write(facts.value))
                new[id] = entry
                return entry.bytes
            }
        }
        entries.withLock { $0 = new }
        return bytes
    }

    private static func write(_ facts: DomainFacts) -> [UInt8] {
        var writer = FeedWriter()
        writer.append(FeedFacts(facts))
        return writer.bytes
    }
}
