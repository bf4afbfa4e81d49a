import Catalogue
public import Snapshot

/// Takes samples of a host, one at a time, and hands each to everybody who asks.
public actor Sampler<Source: StatsSource, C: Clock> where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    private let source: Source
    private let options: SamplerOptions
    private let clock: C
    private let origin: C.Instant
    private let observer: @Sendable (Snapshot) -> Void

    private var latest: Snapshot
    private var isSampling = false
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var nextWaiter: UInt64 = 0

    private var session: Source.Session?
    private var facts = FactsCache()
    private var slow = SlowTier()
    private var abandoned = 0
    private var backoff = Backoff()
    private var retryAt: C.Instant

    /// How many rounds may hang in libvirt at a time: each holds a thread here and a worker there.
    private static var mostAbandoned: Int { 4 }

    /// A sampler of this source.
    ///
    /// - Parameter observer: Called with every new snapshot, before anybody else sees it; must not block.
    public init(
        source: Source, options: SamplerOptions, clock: C, observer: @escaping @Sendable (Snapshot) -> Void = { _ in }
    ) {
        self.source = source
        self.options = options
        self.clock = clock
        self.observer = observer
        origin = clock.now
        retryAt = origin
        latest = Snapshot(
            generation: 0, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            storagePools: ValueSet(), status: SampleStatus(isUp: false))
    }

    /// The moment now, on the clock of the snapshots.
    public nonisolated var now: MonotonicTime { time(clock.now) }

    /// The newest snapshot; a round is run first if that began before `moment`.
    ///
    /// Whoever asks during a round gets that round. At the deadline the answer is what there is, with its age.
    public func snapshot(notOlderThan moment: C.Instant, deadline: C.Instant) async -> Snapshot {
        if latest.generation > 0, latest.startedAt >= time(moment) { return latest }
        beginRound()
        if isSampling { await roundEnd(until: deadline) }
        return latest
    }

    /// Keeps snapshots coming until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let now = clock.now
            // a sample that somebody asked for a moment ago will do
            _ = await snapshot(notOlderThan: now.advanced(by: .zero - options.interval / 2), deadline: now)
            try? await clock.sleep(until: now.advanced(by: options.interval), tolerance: nil)
        }
    }

    /// Gives the connection back.
    public func close() async {
        await session?.close()
        session = nil
    }

    private nonisolated func time(_ instant: C.Instant) -> MonotonicTime {
        MonotonicTime(sinceOrigin: origin.duration(to: instant))
    }

    private func roundEnd(until deadline: C.Instant) async {
        let ticket = nextWaiter
        nextWaiter += 1
        let timer = Task {
            try? await clock.sleep(until: deadline, tolerance: nil)
            waiters.removeValue(forKey: ticket)?.resume()
        }
        await withCheckedContinuation { waiters[ticket] = $0 }
        timer.cancel()
    }

    private func beginRound() {
        guard !isSampling, clock.now >= retryAt else { return }
        guard abandoned < Self.mostAbandoned else {
            // nobody is asked, but values grow old all the same
            retryAt = clock.now.advanced(by: .seconds(1))
            let stuck = StatsFailure(
                .late, "libvirt still owes \(abandoned) answers; it is not asked again before one comes")
            return publish(nil, [stuck], began: clock.now)
        }
        isSampling = true
        Task { await round() }
    }

    private func round() async {
        let began = clock.now
        let attempt = Attempt()
        let (source, options, clock, origin, session) = (source, options, clock, origin, session)
        let known = Known(facts: facts, slow: slow)
        let outcome = await abandoning(at: began.advanced(by: options.deadline), clock: clock) {
            let outcome = await Self.ask(
                session, of: source, options: options, known: known, clock: clock, origin: origin)
            if !attempt.comeBack() { await self.returned(outcome.session) }
            return outcome
        }
        if let outcome {
            await settle(outcome)
            publish(outcome.result, outcome.problems, began: began)
        } else {
            if attempt.abandon() {
                // it keeps its session, and is counted, until its call returns
                abandoned += 1
                self.session = nil
            }
            let late = StatsFailure(
                .late, "libvirt did not answer within \(options.deadline); its calls go on and are not waited for")
            publish(nil, [late], began: began)
        }
        isSampling = false
        for waiter in waiters.values { waiter.resume() }
        waiters.removeAll()
    }

    /// What became of an attempt that came back.
    private struct Outcome: Sendable {
        var session: Source.Session?
        var result: RoundResult?
        var problems: [StatsFailure]
    }

    private static func ask(
        _ session: Source.Session?, of source: Source, options: SamplerOptions, known: Known, clock: C,
        origin: C.Instant
    ) async -> Outcome {
        let open: Source.Session
        do throws(StatsFailure) {
            if let session { open = session } else { open = try await source.open() }
        } catch {
            return Outcome(session: nil, result: nil, problems: [error])
        }
        let round = Round(session: open, options: options, known: known, clock: clock, origin: origin)
        let result = await withTaskExecutorPreference(open.executor) { await round.run() }
        return Outcome(session: open, result: result, problems: result.problems)
    }

    /// Keeps the session of a round that came back, or gives it up with the connection.
    private func settle(_ outcome: Outcome) async {
        if let result = outcome.result, result.lost == nil {
            session = outcome.session
            backoff = Backoff()
        } else {
            session = nil
            retryAt = clock.now.advanced(by: backoff.next())
            await outcome.session?.close()
        }
    }

    /// An abandoned round's call has returned at last.
    private func returned(_ session: Source.Session?) async {
        abandoned -= 1
        await session?.close()
    }

    private func publish(_ result: RoundResult?, _ problems: [StatsFailure], began: C.Instant) {
        let factsChanges = facts.changes
        if let result, result.lost == nil {
            facts = result.known.facts
            slow = result.known.slow
        }
        let merge = Merge(
            previous: latest, facts: facts, haveFactsChanged: facts.changes != factsChanges, options: options,
            now: time(clock.now))
        latest = merge.snapshot(
            of: result.flatMap { result in
                result.lost == nil ? result : nil
            }, problems: problems, startedAt: time(began))
        observer(latest)
    }
}
