import Synchronization
import WebConfig

/// Checks passwords, or says what it was told to, and counts.
final class CountingWorker: Sendable {
    private let state: Mutex<(checks: Int, answer: Bool?, isClosed: Bool)>

    init(answer: Bool? = nil) { state = Mutex((0, answer, false)) }

    var checks: Int { state.withLock { $0.checks } }

    /// What every check says; `nil` for the truth.
    var answer: Bool? {
        get { state.withLock { $0.answer } }
        set { state.withLock { $0.answer = newValue } }
    }

    /// Whether it finds nothing out.
    var isClosed: Bool {
        get { state.withLock { $0.isClosed } }
        set { state.withLock { $0.isClosed = newValue } }
    }

    @Sendable func check(_ hash: BcryptHash, _ password: String) async -> Bool? {
        if state.withLock({ $0.isClosed }) { return nil }
        let answer = state.withLock { state in
            state.checks += 1
            return state.answer
        }
        return answer ?? hash.matches(password)
    }
}
