internal import Snapshot
internal import Synchronization

/// What there is to tell, and whether somebody waits for it: where nobody does, a sample wakes no thread.
final class FeedNews: Sendable {
    private struct State {
        var latest: Snapshot?
        var isSnapshotAwaited = false
        var areEventsAwaited = false
    }

    private let state = Mutex(State())

    /// Takes in the newest snapshot.
    ///
    /// - Returns: Whether somebody waits for it.
    func note(_ snapshot: Snapshot) -> Bool {
        state.withLock { state in
            state.latest = snapshot
            defer { state.isSnapshotAwaited = false }
            return state.isSnapshotAwaited
        }
    }

    /// Whether somebody waits for the event that there is now.
    func noteEvent() -> Bool {
        state.withLock { state in
            defer { state.areEventsAwaited = false }
            return state.areEventsAwaited
        }
    }

    /// The newest snapshot, for a reader that waits for the next one, or for the first one.
    func latest(awaitsNext: Bool) -> Snapshot? {
        state.withLock { state in
            if awaitsNext || state.latest == nil { state.isSnapshotAwaited = true }
            return state.latest
        }
    }

    /// To be called before a reader that waits for events looks whether there are any.
    func awaitEvents() { state.withLock { $0.areEventsAwaited = true } }
}
