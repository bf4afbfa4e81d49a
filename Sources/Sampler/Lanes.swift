import Snapshot

/// The connections of a sampler: which are free, which are asked, and which are held by a call that does not return.
///
/// A blocking call cannot be interrupted. One that is late keeps its connection and its thread until it returns, and
/// nobody waits for it; what is asked meanwhile goes over other connections, up to a bound.
actor Lanes<Source: StatsSource, C: Clock> where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    /// A call that was not waited for any longer.
    typealias Ticket = UInt64

    /// What became of a call.
    enum Outcome<Answer: Sendable>: Sendable {
        case answered(Answer)
        case failed(StatsFailure)
        /// Its connection is held until it returns.
        case held(Ticket)
    }

    /// How a held call returned after all.
    struct Return: Sendable {
        /// `nil` if it was answered.
        let failure: StatsFailure?
        let duration: Duration
    }

    private let source: Source
    private let clock: C
    private let connections: Int
    /// All connections, those that are being opened too.
    private let most: Int

    private var control: Source.Session?
    private var idle: [Source.Session] = []
    private var total = 0
    private var next: Ticket = 0
    private var held: Set<Ticket> = []
    private var returns: [Ticket: Return] = [:]

    /// - Parameters:
    ///   - connections: How many serve statistics at a time; one more serves everything else.
    ///   - mostHeld: How many more there may be because others are held.
    init(source: Source, clock: C, connections: Int, mostHeld: Int) {
        self.source = source
        self.clock = clock
        self.connections = connections
        most = connections + 1 + mostHeld
    }

    /// How many calls have not returned that nobody waits for.
    var heldCount: Int { held.count }

    /// The held calls that returned since the last time.
    func takeReturns() -> [Ticket: Return] {
        defer { returns = [:] }
        return returns
    }

    /// Asks over a connection of its own, and waits for the answer until `deadline`.
    func call<Answer: Sendable>(
        _ role: SessionRole, until deadline: C.Instant,
        _ body: @escaping @Sendable (Source.Session) async throws(StatsFailure) -> Answer
    ) async -> Outcome<Answer> {
        guard let lane = take(role) else { return .failed(exhausted) }
        let ticket = next
        next += 1
        let (source, clock) = (source, clock)
        let race = Race<(Source.Session?, Result<Answer, StatsFailure>)>()
        let finished = await withCheckedContinuation { continuation in
            race.begin(continuation)
            let timer = Task {
                try? await clock.sleep(until: deadline, tolerance: nil)
                if !Task.isCancelled { race.finish(nil) }
            }
            Task {
                let began = clock.now
                let (session, result) = await Self.ask(lane.session, of: source, role, body)
                if race.finish((session, result)) {
                    timer.cancel()
                } else {
                    self.comeBack(ticket, role, session, result.failure, after: began.duration(to: clock.now))
                }
            }
        }
        guard let (session, result) = finished else {
            // it may have returned while nobody looked
            if returns[ticket] == nil { held.insert(ticket) }
            return .held(ticket)
        }
        giveBack(session, role, after: result.failure)
        switch result {
        case .success(let answer): return .answered(answer)
        case .failure(let failure): return .failed(failure)
        }
    }

    /// Asks over a connection of its own what nobody waits for; `nil` if there is none left.
    func launch(
        _ body: @escaping @Sendable (Source.Session) async throws(StatsFailure) -> Void
    ) -> Ticket? {
        guard let lane = take(.statistics) else { return nil }
        let ticket = next
        next += 1
        held.insert(ticket)
        let (source, clock) = (source, clock)
        Task {
            let began = clock.now
            let (session, result) = await Self.ask(lane.session, of: source, .statistics, body)
            self.comeBack(ticket, .statistics, session, result.failure, after: began.duration(to: clock.now))
        }
        return ticket
    }

    /// Closes what is not busy: with the daemon gone, all of it is of no use.
    func closeIdle() async {
        let sessions = idle + (control.map { [$0] } ?? [])
        total -= sessions.count
        idle = []
        control = nil
        for session in sessions { await session.close() }
    }

    /// Off the actor: it takes as long as libvirt does.
    @concurrent private static func ask<Answer: Sendable>(
        _ session: Source.Session?, of source: Source, _ role: SessionRole,
        _ body: @escaping @Sendable (Source.Session) async throws(StatsFailure) -> Answer
    ) async -> (Source.Session?, Result<Answer, StatsFailure>) {
        let open: Source.Session
        do throws(StatsFailure) {
            if let session { open = session } else { open = try await source.open(role) }
        } catch {
            return (nil, .failure(error))
        }
        let result = await withTaskExecutorPreference(open.executor) { () async -> Result<Answer, StatsFailure> in
            do throws(StatsFailure) { return .success(try await body(open)) } catch { return .failure(error) }
        }
        return (open, result)
    }

    private struct Lane {
        /// `nil` if it is to be opened.
        let session: Source.Session?
    }

    private func take(_ role: SessionRole) -> Lane? {
        switch role {
        case .control:
            if let session = control {
                control = nil
                return Lane(session: session)
            }
        case .statistics:
            if let session = idle.popLast() { return Lane(session: session) }
        }
        guard total < most else { return nil }
        total += 1
        return Lane(session: nil)
    }

    private func giveBack(_ session: Source.Session?, _ role: SessionRole, after failure: StatsFailure?) {
        guard let session else {
            total -= 1
            return
        }
        if failure?.kind != .unreachable {
            switch role {
            case .control where control == nil:
                control = session
                return
            case .statistics where idle.count < connections:
                idle.append(session)
                return
            default: break
            }
        }
        total -= 1
        Task { await session.close() }
    }

    private func comeBack(
        _ ticket: Ticket, _ role: SessionRole, _ session: Source.Session?, _ failure: StatsFailure?,
        after duration: Duration
    ) {
        held.remove(ticket)
        returns[ticket] = Return(failure: failure, duration: duration)
        giveBack(session, role, after: failure)
    }

    private var exhausted: StatsFailure {
        StatsFailure(
            .late,
            "libvirt still owes \(held.count) answers on as many connections; it is not asked on more. "
                + "See whether libvirtd or its storage hangs")
    }
}

extension Result {
    /// The failure, if it is one.
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
