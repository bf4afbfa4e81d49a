public import SNMPOutput

/// How an agent reaches its master, and what it answers for.
public struct AgentXSettings: Sendable {
    /// The name by which the master's log knows it.
    public var name = "virtpulse-snmp"
    /// Where the master listens, as net-snmp writes it: `unix:PATH`, `tcp:HOST:PORT`, `tcp6:[ADDRESS]:PORT`.
    public var socket: String
    /// How often a master that is away is looked for, and one that is there is asked whether it is: whole seconds.
    public var pingInterval: Duration
    /// The subtrees it answers for, none of them below another.
    public var subtrees: [OID]
    /// How long a newer sample waits for a walk to end before it takes the place of the one that is walked.
    public var longestDelay: Duration

    /// - Parameters:
    ///   - pingInterval: At least a second; parts of one are dropped.
    public init(
        socket: String, pingInterval: Duration = .seconds(5), subtrees: [OID], longestDelay: Duration = .seconds(20)
    ) {
        self.socket = socket
        self.pingInterval = pingInterval
        self.subtrees = subtrees
        self.longestDelay = longestDelay
    }
}

/// What an agent tells of itself; called on its thread.
public struct AgentXObserver: Sendable {
    /// The session with the master is open (`true`), or lost.
    public var sessionChanged: @Sendable (Bool) -> Void
    /// The master does not let the agent answer for what another one answers for, or now does (`true`).
    public var refused: @Sendable (_ isOver: Bool) -> Void
    /// net-snmp says something: a syslog priority (0 to 7), and a line without an end.
    public var logged: @Sendable (Int32, String) -> Void

    /// An observer that hears of all three.
    public init(
        sessionChanged: @escaping @Sendable (Bool) -> Void, refused: @escaping @Sendable (_ isOver: Bool) -> Void,
        logged: @escaping @Sendable (Int32, String) -> Void
    ) {
        self.sessionChanged = sessionChanged
        self.refused = refused
        self.logged = logged
    }
}
