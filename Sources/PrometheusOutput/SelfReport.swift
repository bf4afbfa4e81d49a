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
