import Synchronization

/// An answer that is waited for until it comes or the time is over, whichever is first.
public final class OneAnswer<Answer: Sendable>: Sendable {
    private struct State {
        var answer: Answer?
        var isOver = false
        var waiter: CheckedContinuation<Answer?, Never>?
    }

    private let state = Mutex(State())

    /// No answer yet.
    public init() {}

    /// Gives the answer; the first one counts.
    public func give(_ answer: Answer) {
        let waiter = state.withLock { state in
            if state.answer == nil { state.answer = answer }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: answer)
    }

    /// The answer, or `nil` if there is none after this time; to be called once.
    public func value(within time: Duration) async -> Answer? {
        let timer = Task {
            try await Task.sleep(for: time)
            let waiter = state.withLock { state in
                state.isOver = true
                return state.waiter.take()
            }
            waiter?.resume(returning: nil)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            // the time may be over by now
            let (isOver, answer) = state.withLock { state in
                let isOver = state.isOver || state.answer != nil
                if !isOver { state.waiter = continuation }
                return (isOver, state.answer)
            }
            if isOver { continuation.resume(returning: answer) }
        }
    }
}
