import Synchronization

/// Rings at moments that mostly are called off before: most calls return in time.
///
/// One sleeping task serves them all, where one for each would wake threads for nothing several times a round.
final class Alarm<C: Clock>: Sendable where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    typealias Ticket = UInt64

    private struct State {
        var next: Ticket = 0
        var entries: [Ticket: (at: C.Instant, ring: @Sendable () -> Void)] = [:]
        /// When the sleeping tasks wake.
        var armed: [C.Instant] = []

        /// The moment for which one more task must sleep, if any must.
        mutating func arm() -> C.Instant? {
            // loops rather than key paths, which in generic code are made anew each time
            guard var first = entries.values.first?.at else { return nil }
            for entry in entries.values where entry.at < first { first = entry.at }
            for moment in armed where moment <= first { return nil }
            armed.append(first)
            return first
        }
    }

    private let clock: C
    private let executor: (any TaskExecutor)?
    private let state = Mutex(State())

    /// - Parameter executor: where its task sleeps.
    init(clock: C, executor: (any TaskExecutor)?) {
        self.clock = clock
        self.executor = executor
    }

    /// Calls `ring` at the moment, unless that is called off before.
    func set(_ moment: C.Instant, _ ring: @escaping @Sendable () -> Void) -> Ticket {
        let (ticket, sleep) = state.withLock { state in
            state.next += 1
            state.entries[state.next] = (moment, ring)
            return (state.next, state.arm())
        }
        if let sleep { wake(at: sleep) }
        return ticket
    }

    /// Calls it off, if it did not ring yet.
    func cancel(_ ticket: Ticket) { _ = state.withLock { $0.entries.removeValue(forKey: ticket) } }

    private func wake(at moment: C.Instant) {
        Task(executorPreference: executor) {
            try? await self.clock.sleep(until: moment, tolerance: nil)
            let (due, sleep) = self.state.withLock { state in
                if let mine = state.armed.firstIndex(of: moment) { state.armed.remove(at: mine) }
                let due = state.entries.filter { $0.value.at <= moment }
                for ticket in due.keys { state.entries[ticket] = nil }
                return (due.values.map { $0.ring }, state.arm())
            }
            for ring in due { ring() }
            if let sleep { self.wake(at: sleep) }
        }
    }
}
