import Catalogue
public import Snapshot

/// Takes samples of a host, one at a time, and hands each to everybody who asks.
public actor Sampler<Source: StatsSource, C: Clock> where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    private let lanes: Lanes<Source, C>
    private let options: SamplerOptions
    private let clock: C
    private let alarm: Alarm<C>
    private let executor: (any TaskExecutor)?
    private let source: Source
    private let origin: C.Instant
    private let observer: @Sendable (Snapshot) -> Void

    /// The newest snapshot, however old: asking for it neither waits nor makes a new one.
    public private(set) var latest: Snapshot
    private var isSampling = false
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var nextWaiter: UInt64 = 0

    private var known: Known
    private var backoff = Backoff()
    private var retryAt: C.Instant

    /// A sampler of this source.
    ///
    /// - Parameter observer: Called with every new snapshot, before anybody else sees it; must not block.
    public init(
        source: Source, options: SamplerOptions, clock: C, observer: @escaping @Sendable (Snapshot) -> Void = { _ in }
    ) {
        var options = options
        if source.hasOneConnection { options.connections = 1 }
        self.options = options
        known = Known(options)
        self.source = source
        executor = source.executor
        alarm = Alarm(clock: clock, executor: executor)
        lanes = Lanes(
            source: source, clock: clock, alarm: alarm, connections: options.connections, mostHeld: options.mostHeld)
        self.clock = clock
        self.observer = observer
        origin = clock.now
        retryAt = origin
        latest = Snapshot(
            generation: 0, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            status: SampleStatus(isUp: false))
    }

    /// The moment now, on the clock of the snapshots.
    public nonisolated var now: MonotonicTime { time(clock.now) }

    /// The newest snapshot; a round is run first if that began before `moment`.
    ///
    /// Whoever asks during a round gets that round. At the deadline the answer is what there is, with its age.
    public func snapshot(notOlderThan moment: C.Instant, deadline: C.Instant) async -> Snapshot {
        if latest.generation > 0, latest.startedAt >= time(moment) { return latest }
        beginRound()
        if isSampling, clock.now < deadline { await roundEnd(until: deadline) }
        return latest
    }

    /// The newest snapshot; a round is run first if that began longer than `age` ago.
    ///
    /// Where a round takes longer than half of that, its snapshot serves until libvirt was left alone for as long as it
    /// worked, though not for more than three times `age`, nor than 3 s: however many ask in turn, libvirt is not asked without
    /// a pause. A snapshot without libvirt's answer, or of before the connection broke, serves nobody for longer than 1 s.
    public func snapshot(maxAge age: Duration, deadline: C.Instant) async -> Snapshot {
        let status = latest.status
        let longest =
            status.isUp && !source.isLost
            ? max(age, min(status.duration * 2, longestRest(age))) : min(age, .seconds(1))
        return await snapshot(notOlderThan: clock.now.advanced(by: .zero - longest), deadline: deadline)
    }

    /// How old a snapshot gets at most that serves who wants one of this age, while libvirt rests.
    public nonisolated func longestRest(_ age: Duration) -> Duration { max(age, min(age * 3, .seconds(3))) }

    /// Keeps snapshots coming until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let now = clock.now
            // a sample that somebody asked for will do for as long as one of these does, but for the moment that a timer is early
            let next = origin.advanced(by: latest.startedAt.sinceOrigin + options.interval)
            let isYoung = latest.generation > 0 && now.duration(to: next) > options.interval / 10
            if !isYoung { _ = await snapshot(notOlderThan: now, deadline: now) }
            try? await clock.sleep(until: isYoung ? next : now.advanced(by: options.interval), tolerance: nil)
        }
    }

    /// How many calls to libvirt have not returned that nobody waits for.
    public var heldCalls: Int { get async { await lanes.heldCount } }

    /// Gives the connections back, and returns when libvirt has them, or a second later where it does not answer.
    ///
    /// Whoever ends its process before may take the daemon along: libvirtd 9.0 crashes when a client is gone that was just
    /// giving back its callbacks.
    public func close() async { await lanes.closeIdle(until: clock.now.advanced(by: .seconds(1))) }

    private nonisolated func time(_ instant: C.Instant) -> MonotonicTime {
        MonotonicTime(sinceOrigin: origin.duration(to: instant))
    }

    private func roundEnd(until deadline: C.Instant) async {
        let ticket = nextWaiter
        nextWaiter += 1
        let timer = alarm.set(deadline) { Task { await self.release(ticket) } }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiters[ticket] = $0 }
        } onCancel: {
            Task { await release(ticket) }
        }
        alarm.cancel(timer)
    }

    /// Waits no longer.
    private func release(_ ticket: UInt64) { waiters.removeValue(forKey: ticket)?.resume() }

    private func beginRound() {
        guard !isSampling, clock.now >= retryAt else { return }
        isSampling = true
        Task(executorPreference: executor) { await self.round() }
    }

    private func round() async {
        let began = clock.now
        let context = RoundContext(
            lanes: lanes, options: options, clock: clock, origin: origin,
            deadline: began.advanced(by: options.deadline))
        let result = await Round(context: context).run(known)
        known = result.known
        if result.lost == nil {
            backoff = Backoff()
        } else {
            await lanes.closeIdle()
            retryAt = clock.now.advanced(by: backoff.next())
        }
        let merge = Merge(
            previous: latest, facts: known.facts, options: options, now: time(clock.now), wallTime: options.wallTime(),
            heldCalls: await lanes.heldCount, startTime: source.startTime)
        latest = merge.snapshot(
            of: result.lost == nil ? result : nil, problems: result.problems, startedAt: time(began))
        observer(latest)
        isSampling = false
        for waiter in waiters.values { waiter.resume() }
        waiters.removeAll()
    }
}
