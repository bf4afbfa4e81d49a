import Snapshot

/// Samples a moment apart, so that who is busy for a moment is not taken for stuck.
///
/// libvirt passes a guest over that somebody else's call has, and does not tell whether that call waits for the guest or is at
/// work. Who was heard in any of the looks is not stuck.
enum RepeatedLooks {
    /// What the looks, the latest last, tell together; `nil` of none.
    static func together(_ looks: [Snapshot]) -> Snapshot? {
        let fewest = looks.map(\.status.problems.count).min()
        guard let best = looks.last(where: { $0.status.problems.count == fewest }) else { return nil }
        let others = looks.reversed().map { look in
            Dictionary(look.domains.filter { !$0.isStuck }.map { ($0.identity, $0) }) { first, _ in first }
        }
        return best.with(
            domains: best.domains.map { guest in
                guard guest.isStuck else { return guest }
                return others.lazy.compactMap { $0[guest.identity] }.first ?? guest
            })
    }

    /// The guests that were stuck in all of the looks.
    static func stuck(in looks: [Snapshot]) -> Set<DomainIdentity> {
        let sets = looks.map { Set($0.domains.filter(\.isStuck).map(\.identity)) }
        return sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
    }
}
