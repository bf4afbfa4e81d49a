internal import Snapshot
internal import Synchronization

/// What there is to tell, and whether somebody waits for it: where nobody does, a sample wakes no thread.
final class FeedNews: Sendable {
    private struct State {
        var latest: Snapshot?
        /// Snapshots before it, the newest last: so many that one of them is always old enough to make rates of.
        var earlier: [Snapshot] = []
        /// The reading of the host before the newest one; `nil` if that was the first since the host was not read.
        var earlierHost: HostSample?
        var isSnapshotAwaited = false
        var areEventsAwaited = false
    }

    private let state = Mutex(State())

    /// How far apart the earlier snapshots are that are kept at least, and how many they are.
    private static let (leastStep, mostEarlier) = (Duration.seconds(5), 2)

    /// Takes in the newest snapshot.
    ///
    /// - Returns: Whether somebody waits for it.
    func note(_ snapshot: Snapshot) -> Bool {
        state.withLock { state in
            if let host = snapshot.host, let last = state.latest?.host {
                if host.readAt != last.readAt { state.earlierHost = last }
            } else {
                state.earlierHost = nil
            }
            if let latest = state.latest, latest.generation != snapshot.generation {
                if let newest = state.earlier.last, latest.startedAt - newest.startedAt < Self.leastStep {
                    // so that of many within a moment the oldest stays
                } else {
                    state.earlier = state.earlier.suffix(Self.mostEarlier - 1) + [latest]
                }
            }
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

    /// The newest of the earlier snapshots that began at least so long before the newest one; `nil` if none did.
    ///
    /// The host is read less often than snapshots may be taken, so that both may have the same reading of it: of the host,
    /// it has the reading before the newest one.
    func earlier(by time: Duration) -> Snapshot? {
        state.withLock { state in
            guard let latest = state.latest else { return nil }
            return state.earlier.last { latest.startedAt - $0.startedAt >= time }?.with(host: state.earlierHost)
        }
    }

    /// To be called before a reader that waits for events looks whether there are any.
    func awaitEvents() { state.withLock { $0.areEventsAwaited = true } }
}
