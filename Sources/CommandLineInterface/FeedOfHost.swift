public import Feed

extension FeedDaemon {
    /// Sees that it samples the host that is meant.
    ///
    /// Who takes what there is, and names no host, means the one that libvirt would be asked of without the daemon: else values
    /// of two hosts would take turns.
    /// - Parameter path: Its socket.
    /// - Throws: ``Feed/FeedError/otherHost(path:wanted:sampled:)`` if it samples another one.
    public func check(against host: HostOptions, of origin: SampleOrigin, path: String) throws(FeedError) {
        try check(against: host.named ?? (origin == .auto ? host.found : nil), path: path)
    }

    /// Sees that it samples this host, if there is one that is meant.
    ///
    /// - Throws: ``Feed/FeedError/otherHost(path:wanted:sampled:)`` if it samples another one.
    func check(against wanted: String?, path: String) throws(FeedError) {
        guard let wanted, wanted != uri else { return }
        throw .otherHost(path: path, wanted: wanted, sampled: uri)
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

    /// Whether no daemon is there at all.
    public var isAbsence: Bool { if case .absent = self { true } else { false } }

    /// Whether more is wrong than that no daemon offers samples of the host to this user.
    public var isNotable: Bool {
        switch self {
        case .absent, .denied, .otherHost: false
        default: true
        }
    }
}
