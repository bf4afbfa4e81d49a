import Synchronization

/// The continuous clock, with a thread for who sleeps.
///
/// Tasks on that thread sleep and are called off without another thread being woken for it.
public struct ThreadClock: Clock {
    private let thread: ThreadExecutor

    /// A clock whose sleepers are woken by this thread.
    public init(_ thread: ThreadExecutor) { self.thread = thread }

    /// The continuous clock's time.
    public var now: ContinuousClock.Instant { .now }
    /// The continuous clock's resolution.
    public var minimumResolution: Duration { ContinuousClock().minimumResolution }

    /// Sleeps until a moment.
    ///
    /// - Throws: `CancellationError` if the task is cancelled meanwhile.
    public func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let mine = Ticket()
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ticket = thread.resume(continuation, at: deadline)
                mine.number.withLock { $0 = ticket }
                // cancelled before there was anything to call off
                if Task.isCancelled { thread.callOff(ticket) }
            }
        } onCancel: {
            if let ticket = mine.number.withLock({ $0 }) { thread.callOff(ticket) }
        }
        if !isOver { throw CancellationError() }
    }
}

/// What calls a sleep off, once it began.
private final class Ticket: Sendable {
    let number = Mutex<UInt64?>(nil)
}
