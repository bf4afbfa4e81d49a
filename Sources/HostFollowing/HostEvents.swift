public import CommandLineInterface
import Feed
import Libvirt
import LibvirtSource
public import Snapshot

/// What libvirt announces of a host's guests, as it happens.
///
/// Wherever samples come from, libvirt is listened to over one connection of this program's own, so that no change of
/// theirs loses an event or tells it twice; the daemon's feed is listened to only by whoever wants nothing else.
public actor HostEvents {
    private let plan: HostPlan
    private let queue: AsyncStream<GuestEvent>
    private let input: AsyncStream<GuestEvent>.Continuation
    private var isFollowing = false
    /// How many events were lost since the last complaint.
    private var lost: UInt64 = 0
    /// How often a connection was lost.
    private var losses = 0
    /// What is to be complained about.
    private var problems: [String] = []
    /// Why nothing is heard.
    private var outage: Outage?

    /// What is known of a connection that is away.
    private struct Outage {
        let since = ContinuousClock.now
        /// Whether there was one before.
        let isLoss: Bool
        /// Why it could not be opened.
        var reason: String?
        /// How often in a row it could not.
        var failures = 0
    }

    /// How long a question for events waits, and how long a daemon that is away is left alone.
    private static let (patience, pause) = (Duration.seconds(30), Duration.seconds(1))
    /// How long libvirt is left alone first and at most, where a connection cannot be opened.
    private static let (firstPause, longestPause) = (Duration.milliseconds(250), Duration.seconds(10))
    /// Failures in a row that need words: a service that is started anew is back soon.
    private static let manyFailures = 3
    /// How long a connection takes to open until that needs words.
    private static let longestOpening = Duration.seconds(10)

    /// Nothing heard yet.
    public init(_ plan: HostPlan) {
        self.plan = plan
        (queue, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(EventLog.capacity))
    }

    /// The complaints since the last call.
    ///
    /// - Parameter isHostUp: Whether libvirt answers for samples: else they say why it does not.
    public func takeProblems(isHostUp: Bool) -> [String] {
        defer { problems = [] }
        if lost > 0 {
            problems.append("more was announced at once than is kept; notifications of \(lost) events are lost")
            lost = 0
        }
        if let outage, let complaint = complaint(of: outage, isHostUp: isHostUp) { problems.append(complaint) }
        return problems
    }

    private func complaint(of outage: Outage, isHostUp: Bool) -> String? {
        guard plan.origin != .feed else { return outage.failures > 1 ? outage.reason : nil }
        let age = ContinuousClock.now - outage.since
        guard isHostUp, outage.failures >= Self.manyFailures || age > Self.longestOpening else { return nil }
        return """
            \(outage.reason ?? "libvirt does not answer"); nothing is notified until it can be listened to; where it refuses \
            this user, --source feed takes the daemon's events
            """
    }

    /// Hands on each event, one after another, for ever.
    public nonisolated func run(_ tell: @escaping @Sendable (GuestEvent) async -> Void) async {
        for await event in queue { await tell(event) }
    }

    /// Begins to listen, unless it does; a first time, until it is known how that goes, but not for long.
    ///
    /// - Parameter uri: The host; the daemon's feed needs none.
    public func follow(_ uri: String?) async throws(OperatorError) {
        guard !isFollowing, plan.followsEvents, plan.origin == .feed || uri != nil else { return }
        isFollowing = true
        outage = Outage(isLoss: false)
        let begun = OneAnswer<Void>()
        if plan.origin == .feed {
            let thread = try FeedThread(for: plan.feedSocket)
            Task { await followFeed(on: thread, begun) }
        } else if let uri {
            Task { await followLibvirt(at: uri, begun) }
        }
        _ = await begun.value(within: min(.seconds(1), .seconds(plan.interval / 4)))
    }

    private func pass(_ event: GuestEvent) { if case .dropped = input.yield(event) { lost += 1 } }

    /// The connection is there, again or for the first time.
    private func noteConnection() {
        guard let outage else { return }
        self.outage = nil
        if outage.isLoss {
            noteLoss(for: .now - outage.since)
        } else if outage.failures > 0 {
            problems.append("libvirt's events are heard now; what happened until now is not notified")
        }
    }

    private func noteLoss(for time: Duration) {
        losses += 1
        let times = losses > 1 ? ", \(losses) times so far" : ""
        problems.append(
            """
            the connection for notifications was lost and is back after \(Timespan(rounding: time))\(times); what \
            happened meanwhile is not notified
            """)
    }

    private func note(_ failure: String) {
        outage = outage ?? Outage(isLoss: true)
        outage?.reason = failure
        outage?.failures += 1
    }

    private func followLibvirt(at uri: String, _ begun: OneAnswer<Void>) async {
        var pause = Self.firstPause
        while true {
            do throws(LibvirtError) {
                let link = try await LifecycleLink(uri)
                noteConnection()
                begun.give(())
                let opening = ContinuousClock.now
                await link.follow(pass)
                outage = Outage(isLoss: true)
                if ContinuousClock.now - opening > Self.longestPause { pause = Self.firstPause }
            } catch {
                begun.give(())
                guard !error.code.isUnsupported else {
                    outage = nil
                    problems.append("\(error.description); nothing is notified, for this host announces nothing")
                    return
                }
                note(error.description)
            }
            // cancelled it never is
            try? await Task.sleep(for: pause * Double.random(in: 0.75...1))
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func followFeed(on thread: FeedThread, _ begun: OneAnswer<Void>) async {
        let (path, patience) = (plan.feedSocket, Self.patience)
        var client: FeedClient?
        var (cursor, run): (UInt64, UInt64?) = (.max, nil)
        while true {
            do throws(FeedError) {
                let (asked, last, lastRun) = (client, cursor, run)
                let (current, batch) = try await thread.ask { () throws(FeedError) in
                    let client = if let asked { asked } else { try FeedClient(path: path) }
                    return (
                        client, try client.events(after: last, run: lastRun, within: patience, waits: lastRun != nil)
                    )
                }
                client = current
                // what was announced before this program began is not its news
                if let run {
                    lost += batch.missed
                    for event in batch.events { pass(event) }
                    if run != batch.run { noteLoss(for: .now - (outage?.since ?? .now)) }
                }
                outage = nil
                begun.give(())
                (cursor, run) = (batch.cursor, batch.run)
            } catch {
                client = nil
                begun.give(())
                note(plan.words(error))
                // cancelled it never is
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
