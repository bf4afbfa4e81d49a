public import Snapshot

/// What the agent knows of itself at the moment of a request.
public struct SelfReport: Sendable {
    /// The moment of the request, on the clock of the snapshot.
    public var now: MonotonicTime
    /// This agent's version.
    public var version: String
    /// Version of the libvirt library of this process, dotted.
    public var libraryVersion: String
    /// Calls to libvirt, by function.
    public var calls: [String: CallStatistics]
    /// Requests answered.
    public var requests: [Requests]

    /// The HTTP server, if there is one.
    public var server: Server?
    /// The web configuration file, if there is one.
    public var webConfiguration: WebConfiguration?
    /// This process, as far as the system tells.
    public var process: Process?
    /// How many hosts are probed; `nil` where none may be.
    public var probedHosts: Int?

    /// The feed, if there is one.
    public var feed: Feed?

    /// What a feed did.
    public struct Feed: Hashable, Sendable {
        /// Programs connected now.
        public var readers: UInt64
        /// Programs that connected.
        public var readersAccepted: UInt64
        /// Programs that were turned away.
        public var readersRefused: UInt64
        /// Programs that were sent away later.
        public var readersDropped: UInt64
        /// Questions answered.
        public var answers: UInt64
        /// Programs connected now that are subagents of SNMP agents, one of each agent, by its name.
        public var subagents: [Subagent] = []

        /// A feed of these figures.
        public init(
            readers: UInt64, readersAccepted: UInt64, readersRefused: UInt64, readersDropped: UInt64, answers: UInt64
        ) {
            self.readers = readers
            self.readersAccepted = readersAccepted
            self.readersRefused = readersRefused
            self.readersDropped = readersDropped
            self.answers = answers
        }
    }

    /// How a subagent of an SNMP agent fares that reads the feed.
    public struct Subagent: Hashable, Sendable {
        /// Where the agent is.
        public var agent: String
        /// Whether it has a session with the agent.
        public var isConnected: Bool
        /// Sessions there were.
        public var sessions: UInt64
        /// Requests answered.
        public var requests: UInt64
        /// Notifications that the agent was given.
        public var notificationsSent: UInt64
        /// Changes of guests and notifications that nobody was told of.
        public var notificationsDropped: UInt64

        /// A subagent of these figures.
        public init(
            agent: String, isConnected: Bool, sessions: UInt64, requests: UInt64, notificationsSent: UInt64,
            notificationsDropped: UInt64
        ) {
            self.agent = agent
            self.isConnected = isConnected
            self.sessions = sessions
            self.requests = requests
            self.notificationsSent = notificationsSent
            self.notificationsDropped = notificationsDropped
        }
    }

    /// What an HTTP server did.
    public struct Server: Hashable, Sendable {
        /// Seconds from a request's end to its response's, by path.
        public var requestTime: [String: Duration] = [:]
        /// Bytes of response bodies.
        public var bodyBytes: UInt64 = 0
        /// Connections open now.
        public var connections: UInt64 = 0
        /// Connections there were.
        public var connectionsAccepted: UInt64 = 0
        /// Connections refused because there were too many.
        public var connectionsRefused: UInt64 = 0
        /// Connections that ended before a TLS handshake did.
        public var tlsHandshakeFailures: UInt64 = 0
        /// Requests refused for want of a log-in.
        public var authenticationFailures: UInt64 = 0

        /// A server that did nothing.
        public init() {}
    }

    /// How the web configuration file was last read.
    public struct WebConfiguration: Hashable, Sendable {
        /// Whether what is in force is what the file says.
        public var isCurrent: Bool
        /// When what is in force was read: seconds of Unix time.
        public var loadedAt: Double

        /// A reading of this outcome.
        public init(isCurrent: Bool, loadedAt: Double) {
            self.isCurrent = isCurrent
            self.loadedAt = loadedAt
        }
    }

    /// What a process takes.
    public struct Process: Hashable, Sendable {
        /// User and system time together.
        public var cpuTime: Duration
        /// Bytes in memory.
        public var residentBytes: UInt64
        /// Open descriptors.
        public var openFiles: UInt64
        /// How many descriptors may be open.
        public var maxFiles: UInt64
        /// Threads.
        public var threads: UInt64
        /// When it began: seconds of Unix time.
        public var startedAt: Double

        /// A process of these figures.
        public init(
            cpuTime: Duration, residentBytes: UInt64, openFiles: UInt64, maxFiles: UInt64, threads: UInt64,
            startedAt: Double
        ) {
            self.cpuTime = cpuTime
            self.residentBytes = residentBytes
            self.openFiles = openFiles
            self.maxFiles = maxFiles
            self.threads = threads
            self.startedAt = startedAt
        }
    }

    /// How the reading of this host went, if it was read for one request.
    public var probe: Probe?

    /// The reading of a host for one request.
    public struct Probe: Hashable, Sendable {
        /// Whether the values on the page are of now.
        public var succeeded: Bool
        /// How long it took.
        public var duration: Duration

        /// A reading of this outcome.
        public init(succeeded: Bool, duration: Duration) {
            self.succeeded = succeeded
            self.duration = duration
        }
    }

    /// Requests to one path with one answer.
    public struct Requests: Hashable, Sendable {
        /// The path, one of those the agent serves; anything else is `other`.
        public var path: String
        /// The HTTP status code.
        public var code: Int
        /// How many there were.
        public var count: UInt64

        /// This many requests.
        public init(path: String, code: Int, count: UInt64) {
            self.path = path
            self.code = code
            self.count = count
        }
    }

    /// A report of these parts.
    public init(
        now: MonotonicTime, version: String, libraryVersion: String, calls: [String: CallStatistics] = [:],
        requests: [Requests] = [], probe: Probe? = nil
    ) {
        self.now = now
        self.version = version
        self.libraryVersion = libraryVersion
        self.calls = calls
        self.requests = requests
        self.probe = probe
    }
}
