/// How a subagent of an SNMP agent fares, as it tells the daemon whose feed it reads.
public struct SubagentState: Hashable, Sendable {
    /// Where the SNMP agent is, such as `unix:/var/agentx/master`.
    public var agent: String
    /// Whether it has a session with the agent.
    public var isConnected = false
    /// How many sessions there were since it began.
    public var sessions: UInt64 = 0
    /// How many requests of the agent it answered.
    public var requests: UInt64 = 0
    /// Notifications that the agent was given.
    public var notificationsSent: UInt64 = 0
    /// Changes of guests and notifications that nobody was told of.
    public var notificationsDropped: UInt64 = 0

    /// One that did nothing yet.
    public init(agent: String) { self.agent = agent }
}

extension SubagentState {
    /// The longest name of an agent that is believed, in bytes: longer than any socket's path.
    private static let mostBytes = 128

    /// What a message says; `nil` if it does not tell which agent it is.
    init?(_ message: FeedSubagent) {
        guard !message.agent.isEmpty, message.agent.utf8.count <= Self.mostBytes else { return nil }
        self.init(agent: message.agent)
        isConnected = message.connected
        sessions = message.sessions
        requests = message.requests
        notificationsSent = message.notificationsSent
        notificationsDropped = message.notificationsDropped
    }

    var message: FeedSubagent {
        var message = FeedSubagent()
        message.agent = agent
        message.connected = isConnected
        message.sessions = sessions
        message.requests = requests
        message.notificationsSent = notificationsSent
        message.notificationsDropped = notificationsDropped
        return message
    }
}
