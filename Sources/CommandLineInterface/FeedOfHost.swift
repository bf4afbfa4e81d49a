public import Feed

extension FeedDaemon {
    /// Sees that it samples the host that is meant.
    ///
    /// - Parameter path: Its socket.
    /// - Throws: ``Feed/FeedError/otherHost(path:wanted:sampled:)`` if another one is named.
    public func check(against host: HostOptions, path: String) throws(FeedError) {
        if let wanted = host.named, wanted != uri { throw .otherHost(path: path, wanted: wanted, sampled: uri) }
    }

    /// Whether its host is the test driver for want of anything else.
    public func isFallback(for host: HostOptions) -> Bool { host.named == nil && uri == HostOptions.fallback }
}

extension FeedError {
    /// Whether nothing can be known for now, which an operator mends without starting the reader anew.
    public var isOutage: Bool {
        switch self {
        case .absent, .denied, .broken, .late, .refused: true
        case .otherHost, .malformed: false
        }
    }

    /// Whether more is wrong than that no daemon offers samples of the host to this user.
    public var isNotable: Bool {
        switch self {
        case .absent, .denied, .otherHost: false
        default: true
        }
    }
}
