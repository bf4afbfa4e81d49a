import Synchronization

/// An answer that is waited for until it comes or the time is over, whichever is first.
final class OneAnswer<Answer: Sendable>: Sendable {
    private struct State {
        var answer: Answer?
        var waiter: CheckedContinuation<Answer?, Never>?
    }

    private let state = Mutex(State())

    /// Gives the answer; the first one counts.
    func give(_ answer: Answer) {
        let waiter = state.withLock { state in
            if state.answer == nil { state.answer = answer }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: answer)
    }

    /// The answer, or `nil` if there is none after this time; to be called once.
    func value(within time: Duration) async -> Answer? {
        let timer = Task {
            try await Task.sleep(for: time)
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: nil)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state in
                if state.answer == nil { state.waiter = continuation }
                return state.answer
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
