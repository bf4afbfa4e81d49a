import Dispatch
import Synchronization

/// Waits for work that suspends, on the thread that a program began on, which has nothing else to do meanwhile.
public enum Waiting {
    /// What the work returns or throws.
    ///
    /// Never to be called by work that suspends itself: it blocks its thread.
    public static func result<Success: Sendable, Failure: Error>(
        of work: sending @escaping () async throws(Failure) -> Success
    ) throws(Failure) -> Success {
        let (outcome, end) = (Outcome<Success, Failure>(), DispatchSemaphore(value: 0))
        Task {
            do throws(Failure) { outcome.note(.success(try await work())) } catch { outcome.note(.failure(error)) }
            end.signal()
        }
        while true {
            end.wait()
            if let result = outcome.result { return try result.get() }
        }
    }
}

private final class Outcome<Success: Sendable, Failure: Error>: Sendable {
    private let noted = Mutex<Result<Success, Failure>?>(nil)

    var result: Result<Success, Failure>? { noted.withLock { $0 } }

    func note(_ result: Result<Success, Failure>) { noted.withLock { $0 = result } }
}
