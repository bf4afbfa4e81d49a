public import Feed

/// For a program that runs on: whether its next sample is the daemon's or libvirt's own, and what is said of that.
public struct SourceChoice: Sendable {
    /// The host that is meant: the one that is named, else the first one that was found or told of, for good.
    public private(set) var host: String?
    private let isNamed: Bool
    private let path: String
    /// Whether the last sample was the daemon's.
    public private(set) var isTold = false
    /// Whether any sample was.
    private var wasTold = false
    /// Whether the daemon was left alone before.
    private var wasLeftAlone = false
    /// When the daemon is looked for again.
    private var feedDue: ContinuousClock.Instant?
    /// Why libvirt is asked itself, as it was said last.
    private var saidReason: String?

    /// How long a daemon is left alone that is away, and one that does not tell what is needed or has nobody read it.
    private static let (absence, pause) = (Duration.seconds(10), Duration.seconds(60))

    /// Nothing chosen yet.
    ///
    /// - Parameters:
    ///   - named: The host that the operator names.
    ///   - path: The daemon's socket, as an error names it.
    public init(named: String?, path: String) {
        host = named
        isNamed = named != nil
        self.path = path
    }

    /// Takes the host that is there for the one that is meant, unless one is.
    public mutating func note(found host: String?) { self.host = self.host ?? host }

    /// Whether the daemon is to be asked first.
    public func asksFeed(at now: ContinuousClock.Instant) -> Bool { feedDue.map { now >= $0 } ?? true }

    /// How long the daemon may take for a sample.
    ///
    /// One that was left alone may still hang, and whoever waits for it tells values late.
    /// - Parameters:
    ///   - longest: What it may take for a newer sample while its samples are taken.
    ///   - interval: Between two samples that are wanted.
    public func patience(_ longest: Duration, interval: Duration) -> Duration {
        guard !isTold, wasLeftAlone else { return longest }
        // it takes a moment to answer, however short the interval is
        return min(longest, max(.milliseconds(250), min(.seconds(1), interval / 10)))
    }

    /// Sees that the daemon samples the host that is meant: values of two would take turns otherwise.
    public func check(_ daemon: FeedDaemon) throws(FeedError) { try daemon.check(against: host, path: path) }

    /// The daemon's sample is taken, which is of this host.
    ///
    /// - Returns: What is to be said.
    public mutating func note(told host: String) -> String? {
        note(found: host)
        (isTold, wasTold) = (true, true)
        defer { saidReason = nil }
        return saidReason.map { _ in "the daemon's samples are taken again" }
    }

    /// The daemon's sample is of no use.
    ///
    /// - Returns: What is to be said.
    public mutating func note(lack: String, at now: ContinuousClock.Instant) -> String? {
        leaveAlone(because: lack, until: now + Self.pause)
    }

    /// The daemon has no sample to give.
    ///
    /// - Parameter words: What is said of the error, if it is not its own words.
    /// - Returns: What is to be said.
    public mutating func note(
        _ error: FeedError, saying words: String? = nil, at now: ContinuousClock.Instant
    ) -> String? {
        switch error {
        case .absent, .broken, .refused:
            // one that was there a moment ago is most likely started anew
            if isTold { return leaveAlone(because: nil, until: now) }
            return leaveAlone(
                because: error.isAbsence && !wasTold ? nil : words ?? error.description, until: now + Self.absence)
        case .otherHost where isNamed: return leaveAlone(because: nil, until: now + Self.pause)
        default: return leaveAlone(because: words ?? error.description, until: now + Self.pause)
        }
    }

    /// - Parameter reason: What is to be said; `nil` for what needs no words.
    private mutating func leaveAlone(because reason: String?, until due: ContinuousClock.Instant) -> String? {
        (isTold, wasLeftAlone) = (false, true)
        feedDue = due
        guard let reason, reason != saidReason else { return nil }
        saidReason = reason
        return "\(reason); libvirt is asked itself"
    }
}
