import Synchronization

/// Waits for several answers, until all are there or they are given up.
final class Latch<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value?]
        var missing: Int
        var isOver = false
        var waiting: CheckedContinuation<[Value?], Never>?
    }

    private let state: Mutex<State>

    /// - Parameter absent: Which answers nobody will give.
    init(_ absent: [Bool]) {
        let missing = absent.count { !$0 }
        state = Mutex(State(values: absent.map { _ in nil }, missing: missing, isOver: missing == 0))
    }

    /// Brings an answer; false if it came too late.
    func finish(_ position: Int, _ value: Value) -> Bool {
        var isTaken = false
        let end: (waiting: CheckedContinuation<[Value?], Never>, values: [Value?])? = state.withLock { state in
            guard !state.isOver else { return nil }
            isTaken = true
            state.values[position] = value
            state.missing -= 1
            state.isOver = state.missing == 0
            return state.isOver ? state.waiting.take().map { ($0, state.values) } : nil
        }
        if let end { end.waiting.resume(returning: end.values) }
        return isTaken
    }

    /// Gives up on what is missing.
    func giveUp() {
        let (waiting, values) = state.withLock { state in
            state.isOver = true
            return (state.waiting.take(), state.values)
        }
        waiting?.resume(returning: values)
    }

    /// The answers in order; `nil` where none came.
    func answers() async -> [Value?] {
        await withCheckedContinuation { continuation in
            let values: [Value?]? = state.withLock { state in
                if state.isOver { return state.values }
                state.waiting = continuation
                return nil
            }
            if let values { continuation.resume(returning: values) }
        }
    }
}
