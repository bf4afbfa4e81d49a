internal import Synchronization

/// What a server has done since it was made.
public struct HTTPServerStatistics: Hashable, Sendable {
    /// What requests are counted by.
    public struct RequestKey: Hashable, Sendable {
        /// The path of the route; `nil` for requests that no route answered, so that clients cannot invent keys.
        public let route: String?
        /// The status code of the response.
        public let status: Int

        /// A key of its parts.
        public init(route: String?, status: Int) {
            self.route = route
            self.status = status
        }
    }

    /// Responses begun.
    public internal(set) var requests: [RequestKey: UInt64] = [:]
    /// The time from a request's end to its response's, by route as in ``RequestKey``.
    public internal(set) var requestTime: [String?: Duration] = [:]
    /// Bytes of response bodies that the system took over for sending.
    public internal(set) var bodyBytesSent: UInt64 = 0
    /// Connections accepted, refused ones included.
    public internal(set) var connectionsAccepted: UInt64 = 0
    /// Connections refused because there were too many.
    public internal(set) var connectionsRefused: UInt64 = 0
    /// Connections that ended before a TLS handshake did.
    public internal(set) var tlsHandshakeFailures: UInt64 = 0
    /// Requests refused because nobody, or nobody known, logged in.
    public internal(set) var authenticationFailures: UInt64 = 0
    /// Connections open now.
    public internal(set) var connectionsOpen = 0
}

/// The counters behind the statistics; the event loop writes, anyone reads.
final class StatisticsRecorder: Sendable {
    private let state = Mutex(HTTPServerStatistics())

    var statistics: HTTPServerStatistics { state.withLock { $0 } }

    func record(_ change: (inout HTTPServerStatistics) -> Void) {
        state.withLock { change(&$0) }
    }
}
