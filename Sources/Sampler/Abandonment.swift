import Synchronization

/// Waits for `body` until `deadline`, then gives up on it; `body` itself goes on, and what it returns is dropped.
///
/// A blocking call cannot be interrupted, and a task group would wait for it all the same.
/// - Returns: What `body` returned, or `nil` at the deadline.
func abandoning<C: Clock, Value: Sendable>(
    at deadline: C.Instant, clock: C, _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    let race = Race<Value>()
    return await withCheckedContinuation { continuation in
        race.begin(continuation)
        let timer = Task {
            try? await clock.sleep(until: deadline, tolerance: nil)
            if !Task.isCancelled { race.finish(nil) }
        }
        Task {
            race.finish(await body())
            timer.cancel()
        }
    }
}

/// Resumes a continuation once, with whatever comes first.
private final class Race<Value: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<Value?, Never>?>(nil)

    func begin(_ continuation: CheckedContinuation<Value?, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    func finish(_ value: Value?) {
        continuation.withLock { $0.take() }?.resume(returning: value)
    }
}
