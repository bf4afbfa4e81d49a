internal import Glibc
internal import NIOCore

/// Who gives way where all places at a feed are taken.
enum FeedPlaces {
    /// What one who has a place does.
    enum Occupation {
        /// It has neither asked nor been answered since then.
        case silent(since: NIODeadline)
        /// It has waited for an answer since then.
        case waiting(since: NIODeadline)
        /// It asks, or is being answered.
        case busy
    }

    /// One who has a place: who it is, where the system tells, and what it does.
    struct Holder {
        let user: uid_t?
        let occupation: Occupation
    }

    /// The position of the one that gives its place to a newcomer; `nil` if nobody does.
    ///
    /// It is the one that has been silent for longest, if that is long enough. If nobody has, it is the one that has waited
    /// longest of the user who has most places, as long as that user keeps as many as the newcomer's then has: so no user
    /// keeps the others out, and two do not take each other's places in turn.
    static func givingWay(
        among holders: [Holder], to newcomer: uid_t?, silentBefore limit: NIODeadline
    ) -> Int? {
        let silent = holders.indices.compactMap { position -> (Int, NIODeadline)? in
            guard case .silent(let moment) = holders[position].occupation, moment <= limit else { return nil }
            return (position, moment)
        }
        if let longest = silent.min(by: { $0.1 < $1.1 }) { return longest.0 }
        let counts = Dictionary(holders.map { ($0.user, 1) }, uniquingKeysWith: +)
        guard let most = counts.max(by: { $0.value < $1.value }), most.value > (counts[newcomer] ?? 0) + 1 else {
            return nil
        }
        let waiting = holders.indices.compactMap { position -> (Int, NIODeadline)? in
            guard holders[position].user == most.key, case .waiting(let moment) = holders[position].occupation else {
                return nil
            }
            return (position, moment)
        }
        return waiting.min { $0.1 < $1.1 }?.0
    }
}
