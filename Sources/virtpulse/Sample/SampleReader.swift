import Catalogue
import CommandLineInterface
import Feed
import Libvirt
import LibvirtSource
import PrometheusOutput
import Sampler
import Snapshot

/// Takes samples, one after another.
protocol SampleReader: Sendable {
    /// A sample; each time a later one.
    ///
    /// - Throws: ``CommandLineInterface/OperatorError`` or ``Feed/FeedError``.
    func next() async throws -> Snapshot

    /// What a page says of who took the last one.
    func report() async -> SelfReport

    /// Whether the host is the test driver for want of anything else.
    var isFallback: Bool { get async }

    /// Gives back what it holds.
    func close() async
}

/// Asks libvirt.
actor LibvirtSampleReader: SampleReader {
    private let sampler: Sampler<LibvirtSource, ThreadClock>
    private let clock: ThreadClock
    private let ledger = CallLedger()
    private let deadline: Duration
    private var isLater = false

    /// The time between two samples, for rates.
    private static let gap = Duration.seconds(1)

    let isFallback: Bool

    init(_ host: HostOptions, _ options: SamplerOptions) throws(OperatorError) {
        let uri: String
        (uri, isFallback) = host.resolved()
        let source = try LibvirtSource.watching(uri, observer: ledger.observe)
        clock = source.clock
        deadline = options.deadline
        sampler = Sampler(source: source, options: options, clock: clock)
    }

    func next() async -> Snapshot {
        if isLater { try? await clock.sleep(for: Self.gap) }
        isLater = true
        let now = clock.now
        return await sampler.snapshot(notOlderThan: now, deadline: now + deadline + .seconds(1))
    }

    func report() -> SelfReport {
        SelfReport(
            now: sampler.now, version: version, libraryVersion: LibvirtSource.libraryVersion, calls: ledger.statistics)
    }

    func close() async { await sampler.close() }
}

/// Asks the daemon.
actor FeedSampleReader: SampleReader {
    private let thread: FeedThread
    private let host: HostOptions
    private let path: String
    private let deadline: Duration
    private let isIncluded: @Sendable (String) -> Bool
    private let subscription: FeedSubscription
    private var last: FeedSample?

    /// Whoever wants rates of a daemon that samples more seldom has to ask libvirt.
    private static let longestInterval = Duration.seconds(600)

    var isFallback: Bool { last?.daemon.isFallback(for: host) ?? false }

    init(path: String, host: HostOptions, _ options: SamplerOptions, domain: String?) throws(OperatorError) {
        thread = try FeedThread(for: path)
        self.path = path
        self.host = host
        deadline = options.deadline
        isIncluded = options.isIncluded
        subscription = FeedSubscription(
            path: path,
            FeedSelection(
                domains: domain.map { [$0] }, collectors: options.collectors,
                leavesOutFacts: !options.collectors.contains(.info)))
    }

    func next() async throws -> Snapshot {
        // the daemon takes the next one when it is time
        let time = deadline + min(last?.daemon.interval ?? .zero, Self.longestInterval)
        let subscription = subscription
        let sample = try await thread.ask { () throws(FeedError) in try subscription.next(within: time) }
        try sample.daemon.check(against: host, path: path)
        last = sample
        return sample.snapshot.only(isIncluded)
    }

    func report() -> SelfReport {
        SelfReport(
            now: last?.now ?? MonotonicTime(sinceOrigin: .zero), version: last?.daemon.version ?? version,
            libraryVersion: last?.snapshot.host?.libraryVersion ?? LibvirtSource.libraryVersion)
    }

    func close() {}
}

extension Snapshot {
    /// The same of these guests alone.
    fileprivate func only(_ isIncluded: (String) -> Bool) -> Snapshot {
        Snapshot(
            generation: generation, startedAt: startedAt, factsGeneration: factsGeneration,
            domains: domains.filter { isIncluded($0.identity.name) }, host: host, storagePools: storagePools,
            networks: networks, status: status)
    }
}
