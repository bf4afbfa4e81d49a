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
    /// - Parameter isWhole: Whether they are all that there are, so that others may be forgotten.
    func bytes(of facts: [Shared<DomainFacts>?], isWhole: Bool) -> [[UInt8]?] {
        let old = entries.withLock { $0 }
        var new = isWhole ? [:] : old
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
