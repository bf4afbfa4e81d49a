internal import Synchronization
internal import WebConfig

/// Checks who logs in, and remembers it: a bcrypt hash costs as much as serving a hundred pages.
final class Authenticator: Sendable {
    /// What came of a check.
    enum Verdict: Equatable {
        case allowed
        case denied
        /// Too many are being checked already.
        case overloaded
    }

    /// A fingerprint of user, hash and password under a key that nobody knows: what is remembered tells no password.
    private struct Fingerprint: Hashable {
        let high: Int
        let low: Int
    }

    private struct State {
        var allowed: Set<Fingerprint> = []
        /// Apart from the others, so that who fails cannot make them be forgotten.
        var denied: Set<Fingerprint> = []
        var waiting = 0
    }

    /// By the bytes of their names: texts are equal that are written in other bytes.
    private let users: [[UInt8]: BcryptHash]
    /// By a number of the name: a user who does not exist costs as much time as some who do.
    private let nobodies: [BcryptHash]
    private let check: @Sendable (BcryptHash, String) async -> Bool?
    private let key = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))
    private let state = Mutex(State())

    /// How many passwords may wait for their check: at 60 ms each, two seconds.
    private static let mostWaiting = 32
    /// How many of each are remembered; with more, all of the kind are forgotten and checked again.
    private static let mostKnown = 256

    /// - Parameters:
    ///   - users: At least one.
    ///   - check: Whether a hash is that of a password, or `nil` if that was not found out; must not block the caller's
    ///     thread.
    init(_ users: [String: BcryptHash], check: @escaping @Sendable (BcryptHash, String) async -> Bool?) {
        self.users = Dictionary(users.map { (Array($0.key.utf8), $0.value) }) { $1 }
        nobodies = users.sorted { $0.key < $1.key }.compactMap { BcryptHash.ofNobody(cost: $0.value.cost) }
        self.check = check
    }

    /// Whether a request with this `Authorization` field may go on.
    func verdict(_ field: String?) async -> Verdict {
        guard let field, let credentials = BasicCredentials(field) else { return .denied }
        let number = fingerprint(credentials.user, nil, [])
        let user = users[credentials.user]
        let hash = user ?? nobodies[Int(UInt(bitPattern: number.low) % UInt(nobodies.count))]
        let fingerprint = fingerprint(credentials.user, hash, credentials.password)
        enum Known {
            case answer(Bool)
            case ask, full
        }
        let known: Known = state.withLock { state in
            if state.allowed.contains(fingerprint) { return .answer(true) }
            if state.denied.contains(fingerprint) { return .answer(false) }
            guard state.waiting < Self.mostWaiting else { return .full }
            state.waiting += 1
            return .ask
        }
        switch known {
        case .answer(let isRight): return isRight ? .allowed : .denied
        case .full: return .overloaded
        case .ask: break
        }
        let matches = await check(hash, String(decoding: credentials.password, as: UTF8.self))
        let isRight = matches == true && user != nil
        state.withLock { state in
            state.waiting -= 1
            guard matches != nil else { return }
            if isRight {
                Self.remember(fingerprint, in: &state.allowed)
            } else {
                Self.remember(fingerprint, in: &state.denied)
            }
        }
        return matches == nil ? .overloaded : isRight ? .allowed : .denied
    }

    private static func remember(_ fingerprint: Fingerprint, in known: inout Set<Fingerprint>) {
        if known.count >= mostKnown { known = [] }
        known.insert(fingerprint)
    }

    private func fingerprint(_ user: [UInt8], _ hash: BcryptHash?, _ password: [UInt8]) -> Fingerprint {
        func half(_ key: UInt64) -> Int {
            // Hasher is keyed anew in each process as well
            var hasher = Hasher()
            hasher.combine(key)
            hasher.combine(user)
            hasher.combine(hash)
            hasher.combine(password)
            return hasher.finalize()
        }
        return Fingerprint(high: half(key.0), low: half(key.1))
    }
}
