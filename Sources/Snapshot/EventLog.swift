import Synchronization

/// The newest events of a host's domains, for readers that come at any time and know how far they have read.
public final class EventLog: Sendable {
    /// How many are kept.
    public static let capacity = 4096

    private struct State {
        var events: [GuestEvent] = []
        /// The position of the oldest, once the room is full.
        var start = 0
        var last: UInt64 = 0
        /// Since when somebody listens without a gap; `nil` while nobody does.
        var listeningSince: Double?
        /// When the newest was announced of those that are no longer kept.
        var forgottenAt: Double?
        var observer: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A log without events.
    public init() {}

    /// Has this called after each event; must not block.
    public func observe(_ observer: @escaping @Sendable () -> Void) { state.withLock { $0.observer = observer } }

    /// Says that from now on everything is heard that is announced: seconds of Unix time.
    public func listens(since time: Double) { state.withLock { $0.listeningSince = $0.listeningSince ?? time } }

    /// Says that nobody listens any more.
    public func ceasesToListen() { state.withLock { $0.listeningSince = nil } }

    /// Since when everything that was announced is in the log: seconds of Unix time, the moment now if nobody listens.
    public func completeSince(now: Double) -> Double {
        state.withLock { state in state.listeningSince.map { max($0, state.forgottenAt ?? $0) } ?? now }
    }

    /// Adds an event, to which it gives its cursor.
    public func append(at time: Double, _ domain: DomainIdentity, _ kind: DomainEvents.Kind, detail: String?) {
        let observer = state.withLock { state in
            state.last += 1
            let event = GuestEvent(
                cursor: state.last, at: time, domain: domain.name, uuid: domain.uuid, kind: kind.rawValue,
                detail: detail)
            if state.events.count < Self.capacity {
                state.events.append(event)
            } else {
                state.forgottenAt = state.events[state.start].at
                state.events[state.start] = event
                state.start = (state.start + 1) % Self.capacity
            }
            return state.observer
        }
        observer?()
    }

    /// The events after a cursor by rising cursor, how many more there were that are no longer kept, and the cursor of the
    /// newest of all.
    public func events(after cursor: UInt64) -> (events: [GuestEvent], missed: UInt64, newest: UInt64) {
        state.withLock { state in
            // a cursor of the future is of another run
            let cursor = cursor > state.last ? 0 : cursor
            let oldest = state.last - UInt64(state.events.count) + 1
            let first = max(cursor + 1, oldest)
            guard first <= state.last else { return ([], 0, state.last) }
            let skipped = Int(first - oldest)
            let events = (skipped..<state.events.count).map {
                state.events[(state.start + $0) % state.events.count]
            }
            return (events, first - cursor - 1, state.last)
        }
    }
}
