import CommandLineInterface
import Feed
import Snapshot

/// What libvirt announces of a host's guests, as it happens, from where samples come from.
actor HostEvents {
    private let feedSocket: String
    private let thread: FeedThread
    private var origin: HostSamples.EventOrigin?
    private var follower: Task<Void, Never>?
    private let queue: AsyncStream<GuestEvent>
    private let input: AsyncStream<GuestEvent>.Continuation
    /// How many events were lost since the last complaint.
    private var lost: UInt64 = 0

    /// How long a question for events waits, and how long a daemon that is away is left alone.
    private static let (patience, pause) = (Duration.seconds(30), Duration.seconds(1))

    init(feedSocket: String) throws(OperatorError) {
        self.feedSocket = feedSocket
        thread = try FeedThread(for: feedSocket)
        (queue, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(EventLog.capacity))
    }

    /// The complaints since the last call.
    func takeProblems() -> [String] {
        guard lost > 0 else { return [] }
        defer { lost = 0 }
        return ["more was announced at once than is kept; notifications of \(lost) events are lost"]
    }

    /// Hands on each event, one after another, for ever.
    nonisolated func run(_ tell: @escaping @Sendable (GuestEvent) async -> Void) async {
        for await event in queue { await tell(event) }
    }

    /// Takes events from there from now on.
    func follow(_ origin: HostSamples.EventOrigin?) {
        guard let origin, !origin.isSame(as: self.origin) else { return }
        self.origin = origin
        follower?.cancel()
        switch origin {
        case .libvirt(let log): follower = Task { await follow(log) }
        case .feed: follower = Task { await followFeed() }
        }
    }

    private func pass(_ events: [GuestEvent], missed: UInt64) {
        lost += missed
        for event in events { if case .dropped = input.yield(event) { lost += 1 } }
    }

    private func follow(_ log: EventLog) async {
        let (news, notify) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        log.observe { notify.yield() }
        var cursor: UInt64 = 0
        // what was announced before anybody observed
        notify.yield()
        for await _ in news {
            let (events, missed, newest) = log.events(after: cursor)
            cursor = newest
            pass(events, missed: missed)
        }
    }

    private func followFeed() async {
        let (path, patience) = (feedSocket, Self.patience)
        var client: FeedClient?
        var (cursor, run): (UInt64, UInt64?) = (.max, nil)
        while !Task.isCancelled {
            do throws(FeedError) {
                let (asked, last, lastRun) = (client, cursor, run)
                let (current, batch) = try await thread.ask { () throws(FeedError) in
                    let client = if let asked { asked } else { try FeedClient(path: path) }
                    return (
                        client, try client.events(after: last, run: lastRun, within: patience, waits: lastRun != nil)
                    )
                }
                // they come from elsewhere by now
                guard !Task.isCancelled else { return }
                client = current
                // what was announced before this program began is not its news
                if run != nil { pass(batch.events, missed: batch.missed) }
                (cursor, run) = (batch.cursor, batch.run)
            } catch {
                client = nil
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}

extension HostSamples.EventOrigin {
    fileprivate func isSame(as other: HostSamples.EventOrigin?) -> Bool {
        switch (self, other) {
        case (.feed, .feed): true
        case (.libvirt(let a), .libvirt(let b)): a === b
        default: false
        }
    }
}
