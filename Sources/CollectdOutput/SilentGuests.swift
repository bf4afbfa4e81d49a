public import Snapshot

/// Says when guests answer again that did not: who read of the one waits for the other.
public struct SilentGuests: Sendable {
    private var names: [DomainIdentity.UUID: String] = [:]

    /// All answer.
    public init() {}

    /// Takes in that a guest does not answer.
    public mutating func note(silent guest: DomainIdentity.UUID, called name: String) { names[guest] = name }

    /// Takes in that a guest answers.
    ///
    /// - Returns: What is to be said; `nil` of one that did before.
    public mutating func note(answering guest: DomainIdentity.UUID) -> String? {
        names.removeValue(forKey: guest).map { "guest \($0.debugDescription) answers again" }
    }

    /// Takes in a sample.
    ///
    /// - Returns: What is to be said of those that answer again.
    public mutating func note(_ snapshot: Snapshot) -> [String] {
        guard snapshot.status.isUp else { return [] }
        var said: [String] = []
        for guest in snapshot.domains {
            if guest.isStuck {
                note(silent: guest.identity.uuid, called: guest.identity.name)
            } else if guest.identity.id != nil, let words = note(answering: guest.identity.uuid) {
                said.append(words)
            }
        }
        // whoever is off or gone does not answer any more
        keepOnly(Set(snapshot.domains.lazy.filter { $0.identity.id != nil }.map(\.identity.uuid)))
        return said
    }

    /// Forgets guests that are gone.
    public mutating func keepOnly(_ guests: Set<DomainIdentity.UUID>) {
        names = names.filter { guests.contains($0.key) }
    }
}
