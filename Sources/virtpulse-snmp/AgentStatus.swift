import AgentX
import Feed
import SNMPOutput
import Synchronization

/// What the agent's thread and the one that makes reports both know.
final class AgentStatus: Sendable {
    private struct Known {
        var clock = HypervisorClock.local
        var sessions: UInt64 = 0
        var isUp = false
        /// Changes of guests that no notification was made of.
        var unsaid: UInt64 = 0
    }

    private let known = Mutex(Known())

    /// How often a session with the SNMP agent was opened.
    var sessions: UInt64 { known.withLock { $0.sessions } }

    /// The moment of a request.
    ///
    /// - Parameter agent: What became of the agent's notifications until then.
    func moment(_ agent: AgentXAgent.Counts) -> RequestMoment {
        known.withLock { known in
            var counts = AgentCounts()
            counts.sessions = known.sessions
            counts.notificationsSent = agent.sent
            counts.notificationsDropped = agent.dropped + known.unsaid
            return RequestMoment(ticks: known.clock.ticks, counts: counts)
        }
    }

    /// What the daemon is told of it.
    ///
    /// - Parameters:
    ///   - socket: Where the SNMP agent is.
    ///   - agent: What became of the agent's notifications and requests.
    func subagent(of socket: String, _ agent: AgentXAgent.Counts) -> SubagentState {
        known.withLock { known in
            var state = SubagentState(agent: socket)
            state.isConnected = known.isUp
            state.sessions = known.sessions
            state.requests = agent.requests
            state.notificationsSent = agent.sent
            state.notificationsDropped = agent.dropped + known.unsaid
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

    func noteUnsaid(_ count: UInt64) { known.withLock { $0.unsaid = count } }
}
