import Synchronization

/// Settles whether a round returned or was given up, whichever comes first.
final class Attempt: Sendable {
    private enum State: Sendable {
        case running
        case returned
        case abandoned
    }

    private let state = Mutex(State.running)

    /// Gives the round up; false if it has returned already.
    func abandon() -> Bool {
        state.withLock { state in
            guard state == .running else { return false }
            state = .abandoned
            return true
        }
    }

    /// Marks the round as returned; false if it had been given up.
    func comeBack() -> Bool {
        state.withLock { state in
            guard state == .running else { return false }
            state = .returned
            return true
        }
    }
}
