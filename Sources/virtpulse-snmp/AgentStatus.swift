import Feed
import SNMPOutput
import Synchronization

/// What the agent's thread and the one that makes reports both know.
final class AgentStatus: Sendable {
    private struct Known {
        var clock = HypervisorClock.local
        var sessions: UInt64 = 0
        var isUp = false
        var sent: UInt64 = 0
        var dropped: UInt64 = 0
    }

    private let known = Mutex(Known())

    /// The moment of a request.
    var moment: RequestMoment {
        known.withLock { known in
            var counts = AgentCounts()
            counts.sessions = known.sessions
            counts.notificationsSent = known.sent
            counts.notificationsDropped = known.dropped
            return RequestMoment(ticks: known.clock.ticks, counts: counts)
        }
    }

    /// What the daemon is told of it.
    ///
    /// - Parameters:
    ///   - agent: Where the SNMP agent is.
    ///   - requests: How many requests of it were answered.
    func subagent(of agent: String, requests: UInt64) -> SubagentState {
        known.withLock { known in
            var state = SubagentState(agent: agent)
            state.isConnected = known.isUp
            state.sessions = known.sessions
            state.requests = requests
            state.notificationsSent = known.sent
            state.notificationsDropped = known.dropped
            return state
        }
    }

    /// Takes the clock of the host that is meant.
    func use(_ clock: HypervisorClock) { known.withLock { $0.clock = clock } }

    func noteSession(isUp: Bool) {
        known.withLock { known in
            known.isUp = isUp
            if isUp { known.sessions += 1 }
        }
    }

    func noteNotifications(sent: UInt64, dropped: UInt64) {
        known.withLock { ($0.sent, $0.dropped) = (sent, dropped) }
    }
}
