import Catalogue
public import CommandLineInterface
import Feed
import FoundationEssentials
import Libvirt
import LibvirtSource
import Sampler
public import Snapshot

/// A sample, and when it was.
public struct TimedSample: Sendable {
    /// What it says.
    public let snapshot: Snapshot
    /// The libvirt URI of its host.
    public let uri: String
    /// When its round began: seconds of Unix time.
    public let time: Double
    /// When its round began: seconds on a clock that nobody sets, the same one for samples of all sources.
    public let steadyTime: Double
    /// The moment now on its clock.
    public let now: MonotonicTime
    /// Whether the daemon told it.
    public let isTold: Bool
}

/// Samples of a host for one interval after another: of the daemon as long as it tells of the host often enough, else of
/// libvirt.
public actor HostSamples {
    private let plan: HostPlan
    private let collectors: Set<Collector>
    private var own: OwnSampler?
    private var feed: FeedFollower?
    private var choice: SourceChoice
    /// When the daemon had another sample.
    private var newSampleAt = ContinuousClock.now
    /// What is to be complained about.
    private var problems: [String] = []
    /// Whether libvirt answered for the last sample.
    public private(set) var isHostUp = false
    /// Whether the daemon, which alone is asked, gave no answer for the last sample.
    public private(set) var isFeedAway = false
    /// Since when the daemon hears nothing of libvirt.
    private var awaySince: ContinuousClock.Instant?

    /// The host that libvirt is asked of itself; `nil` as long as none is known.
    public var host: String? { choice.host }

    /// Nothing asked yet.
    public init(_ plan: HostPlan) {
        self.plan = plan
        collectors = plan.collectors
        choice = SourceChoice(named: plan.host.named, path: plan.feedSocket)
        if plan.origin != .feed { choice.note(found: plan.host.found) }
    }

    /// The complaints since the last call.
    public func takeProblems() -> [String] {
        defer { problems = [] }
        return problems
    }

    /// A sample of now or the newest of the daemon; `nil` if there is none that was not told before.
    ///
    /// - Throws: ``CommandLineInterface/OperatorError`` for a host that cannot be.
    public func next() async throws(OperatorError) -> TimedSample? {
        if plan.origin != .feed { choice.note(found: plan.host.found) }
        switch plan.origin {
        case .libvirt: return try await asked()
        case .feed:
            do throws(FeedError) {
                let told = try await told()
                if let lack = told.lack { problems.append(lack) }
                return told.isMadeUp ? nil : told.sample
            } catch {
                guard error.isOutage else { throw .failure(plan.words(error)) }
                problems.append(plan.words(error))
                (isFeedAway, isHostUp) = (true, false)
                return nil
            }
        case .auto:
            guard choice.asksFeed(at: .now), let told = await toldIfItServes() else { return try await asked() }
            return told.sample
        }
    }

    /// What the daemon tells; `nil` if libvirt is to be asked itself.
    private func toldIfItServes() async -> Told? {
        do throws(FeedError) {
            let told = try await told()
            if let lack = told.lack {
                say(choice.note(lack: lack, at: .now))
                return nil
            }
            say(choice.note(told: told.uri))
            await closeOwn()
            return told
        } catch {
            say(choice.note(error, saying: plan.words(error), at: .now))
            return nil
        }
    }

    private func say(_ problem: String?) { if let problem { problems.append(problem) } }

    private func closeOwn() async {
        guard let own else { return }
        self.own = nil
        await own.sampler.close()
    }

    /// What the daemon tells.
    private struct Told {
        /// Its sample; `nil` if that was told before.
        let sample: TimedSample?
        /// The libvirt URI of its host.
        let uri: String
        /// What is not as it has to be.
        let lack: String?
        /// Whether its host is the test driver for want of anything else.
        let isMadeUp: Bool
    }

    private func told() async throws(FeedError) -> Told {
        let follower: FeedFollower
        if let feed {
            follower = feed
        } else {
            follower = try FeedFollower(plan, collectors)
            feed = follower
        }
        let time = choice.patience(
            min(plan.deadline, .seconds(plan.interval / 2)), interval: .seconds(plan.interval))
        let (sample, isNew) = try await follower.next(within: time)
        let daemon = sample.daemon
        try choice.check(daemon)
        isFeedAway = false
        if isNew { newSampleAt = .now }
        let lack = lack(sample)
        if lack == nil || plan.origin == .feed {
            problems += sample.snapshot.status.problems.map(\.description)
            isHostUp = sample.snapshot.status.isUp
        }
        if plan.origin == .feed { noteHost() }
        return Told(
            sample: isNew ? TimedSample(sample.snapshot, of: daemon.uri, now: sample.now, isTold: true) : nil,
            uri: daemon.uri,
            lack: lack, isMadeUp: daemon.isFallback(for: plan.host))
    }

    /// Says that libvirt is back: the daemon's events have a gap that nobody else tells of.
    private func noteHost() {
        guard isHostUp else {
            awaySince = awaySince ?? .now
            return
        }
        guard let since = awaySince else { return }
        awaySince = nil
        let lost = plan.followsEvents ? "; what happened meanwhile is not notified" : ""
        problems.append("libvirt answers the daemon again after \(Timespan(rounding: .now - since))\(lost)")
    }

    private func lack(_ sample: FeedSample) -> String? {
        if sample.daemon.isFallback(for: plan.host) {
            return "the daemon samples libvirt's built-in test driver (\(HostOptions.fallback)), which is no host"
        }
        let status = sample.snapshot.status
        let missing = collectors.filter { status.collectors[$0] == nil }.map(\.rawValue).sorted()
        if status.isUp, !missing.isEmpty {
            return "the daemon leaves out what is needed here: \(missing.joined(separator: ", "))"
        }
        let interval = sample.daemon.interval
        let longest = max(interval * 3, .seconds(plan.interval * 3))
        guard ContinuousClock.now - newSampleAt < longest else {
            return "the daemon has had no new sample for more than \(Timespan(longest)); see whether it hangs"
        }
        guard interval > .seconds(plan.interval * 1.5) else { return nil }
        return "the daemon samples every \(Timespan(interval)), more seldom than values are wanted"
    }

    private func asked() async throws(OperatorError) -> TimedSample? {
        let own: OwnSampler
        if let known = self.own {
            own = known
        } else {
            guard let uri = choice.host else {
                isHostUp = false
                // made-up values would stay in somebody's graphs for years
                problems.append(
                    "no libvirt daemon was found; name a host with --libvirt.uri, Connection or LIBVIRT_DEFAULT_URI")
                return nil
            }
            own = try OwnSampler(uri, plan, collectors)
            self.own = own
        }
        let clock = own.source.clock
        // what is late is left for the next interval
        let deadline = min(plan.deadline, .seconds(plan.interval * 0.8))
        let now = clock.now
        let snapshot = await own.sampler.snapshot(notOlderThan: now, deadline: now + deadline + .milliseconds(100))
        let status = snapshot.status
        if let mistake = status.problems.first(where: { $0.kind == .misconfigured }) {
            throw .usage(mistake.description)
        }
        problems += status.problems.map(\.description)
        isHostUp = status.isUp
        guard snapshot.generation > own.told else { return nil }
        own.told = snapshot.generation
        return TimedSample(snapshot, of: own.uri, now: own.sampler.now, isTold: false)
    }
}

extension TimedSample {
    init(_ snapshot: Snapshot, of uri: String, now: MonotonicTime, isTold: Bool) {
        self.snapshot = snapshot
        self.uri = uri
        self.now = now
        self.isTold = isTold
        let age = now - snapshot.startedAt
        time = Date().timeIntervalSince1970 - age / .seconds(1)
        steadyTime = (ContinuousClock.now - Self.beginning - age) / .seconds(1)
    }

    private static let beginning = ContinuousClock.now
}

/// The sampler that asks libvirt where no daemon does.
private final class OwnSampler {
    let uri: String
    let source: LibvirtSource
    let sampler: Sampler<LibvirtSource, ThreadClock>
    /// The generation that was told last.
    var told: UInt64 = 0

    init(_ uri: String, _ plan: HostPlan, _ collectors: Set<Collector>) throws(OperatorError) {
        var options = SamplerOptions()
        options.collectors = collectors
        options.deadline = min(plan.deadline, .seconds(plan.interval * 0.8))
        options.slowInterval = .seconds(600)
        if let interval = plan.jobInterval { options.jobInterval = interval }
        options.isIncluded = plan.isIncluded
        self.uri = uri
        source = try LibvirtSource.watching(uri)
        sampler = Sampler(source: source, options: options, clock: source.clock)
    }
}

/// The daemon's samples, each once.
private actor FeedFollower {
    private let thread: FeedThread
    private let subscription: FeedSubscription
    private var last: FeedGeneration?

    init(_ plan: HostPlan, _ collectors: Set<Collector>) throws(FeedError) {
        do throws(OperatorError) { thread = try FeedThread(for: plan.feedSocket) } catch {
            throw .broken(path: plan.feedSocket, reason: error.description)
        }
        subscription = FeedSubscription(
            path: plan.feedSocket,
            FeedSelection(collectors: collectors, leavesOutFacts: !collectors.contains(.info)),
            subagent: plan.subagent)
    }

    /// The newest sample, and whether it is another than the last one.
    func next(within time: Duration) async throws(FeedError) -> (FeedSample, isNew: Bool) {
        let subscription = subscription
        let sample = try await thread.ask { () throws(FeedError) in
            try subscription.next(within: time, isPatient: false)
        }
        defer { last = sample.generation }
        return (sample, sample.generation != last)
    }
}
