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

    /// What is to be said of the host, if it is the test driver for want of anything else.
    var fallbackWarning: String? { get async }

    /// How long it takes to the next one.
    var gap: Duration { get async }

    /// Whether the last one and the one before it are of the same run, so that rates lie between them.
    var isContinuous: Bool { get async }

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

    let gap = Duration.seconds(1)
    let isContinuous = true
    let fallbackWarning: String?

    init(_ host: HostOptions, _ options: SamplerOptions) throws(OperatorError) {
        let (uri, isFallback) = host.resolved()
        fallbackWarning = isFallback ? FallbackWarning.text : nil
        let source = try LibvirtSource.watching(uri, observer: ledger.observe)
        clock = source.clock
        deadline = options.deadline
        sampler = Sampler(source: source, options: options, clock: clock)
    }

    func next() async -> Snapshot {
        if isLater { try? await clock.sleep(for: gap) }
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
    private let origin: SampleOrigin
    private let path: String
    private let deadline: Duration
    private let isIncluded: @Sendable (String) -> Bool
    private let subscription: FeedSubscription
    private var last: FeedSample?
    /// Whether a daemon that goes away is waited for.
    private var isPatient: Bool { origin == .feed }

    /// Whoever wants rates of a daemon that samples more seldom has to ask libvirt.
    private static let longestInterval = Duration.seconds(600)

    var fallbackWarning: String? { last?.daemon.isFallback(for: host) ?? false ? FallbackWarning.ofDaemon : nil }
    var gap: Duration { min(last?.daemon.interval ?? .zero, Self.longestInterval) }
    private(set) var isContinuous = true

    init(
        path: String, host: HostOptions, _ options: SamplerOptions, domain: String?, origin: SampleOrigin
    ) throws(OperatorError) {
        self.origin = origin
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
        let time = deadline + gap
        let (subscription, isPatient) = (subscription, isPatient)
        let sample = try await thread.ask { () throws(FeedError) in
            try subscription.next(within: time, isPatient: isPatient)
        }
        try sample.daemon.check(against: host, of: origin, path: path)
        isContinuous = last.map { $0.run == sample.run } ?? true
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
