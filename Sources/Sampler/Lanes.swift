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

    /// What is asked over a connection.
    typealias Question<Answer> = @Sendable (Source.Session) async throws(StatsFailure) -> Answer

    /// How a held call returned after all.
    struct Return: Sendable {
        /// `nil` if it was answered.
        let failure: StatsFailure?
        let duration: Duration
    }

    private nonisolated let source: Source
    private let clock: C
    private let alarm: Alarm<C>
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
    init(source: Source, clock: C, alarm: Alarm<C>, connections: Int, mostHeld: Int) {
        self.source = source
        self.clock = clock
        self.alarm = alarm
        self.connections = connections
        most = connections + 1 + mostHeld
    }

    /// Whether questions can only be asked one after another.
    nonisolated var isSerial: Bool { source.hasOneConnection }

    /// Whether the control connection is open, as far as is known.
    var hasControl: Bool { control != nil }

    /// How many calls have not returned that nobody waits for.
    var heldCount: Int { held.count }

    /// The held calls that returned since the last time.
    func takeReturns() -> [Ticket: Return] {
        defer { returns = [:] }
        return returns
    }

    /// Asks over a connection of its own, and waits for the answer until `deadline`.
    func call<Answer: Sendable>(
        _ role: SessionRole, until deadline: C.Instant, _ question: @escaping Question<Answer>
    ) async -> Outcome<Answer> {
        await call(role, until: deadline, [question])[0]
    }

    /// Asks at the same time, each over a connection of its own, and waits for the answers until `deadline`.
    ///
    /// - Returns: What became of each question, in their order.
    func call<Answer: Sendable>(
        _ role: SessionRole, until deadline: C.Instant, _ questions: [Question<Answer>]
    ) async -> [Outcome<Answer>] {
        let lanes = questions.map { _ in take(role) }
        let tickets = questions.indices.map { next + Ticket($0) }
        next += Ticket(questions.count)
        let latch = Latch<Answered<Answer>>(lanes.map { $0 == nil })
        let timer = alarm.set(deadline) { latch.giveUp() }
        for (position, lane) in lanes.enumerated() {
            guard let lane else { continue }
            start(lane, role, questions[position]) { answered, duration in
                if latch.finish(position, answered) { return }
                await self.comeBack(tickets[position], role, answered.session, answered.result.failure, after: duration)
            }
        }
        let answers = await latch.answers()
        alarm.cancel(timer)
        return answers.enumerated().map { position, answered in
            guard lanes[position] != nil else { return .failed(exhausted) }
            guard let answered else {
                // it may have returned while nobody looked
                if returns[tickets[position]] == nil { held.insert(tickets[position]) }
                return .held(tickets[position])
            }
            giveBack(answered.session, role, after: answered.result.failure)
            switch answered.result {
            case .success(let answer): return .answered(answer)
            case .failure(let failure): return .failed(failure)
            }
        }
    }

    /// Asks over a connection of its own what nobody waits for; `nil` if there is none left.
    func launch(
        _ body: @escaping Question<Void>
    ) -> Ticket? {
        guard let lane = take(.statistics) else { return nil }
        let ticket = next
        next += 1
        held.insert(ticket)
        start(lane, .statistics, body) { answered, duration in
            await self.comeBack(ticket, .statistics, answered.session, answered.result.failure, after: duration)
        }
        return ticket
    }

    /// Closes what is not busy: with the daemon gone, all of it is of no use.
    func closeIdle() {
        for session in takeIdle() { Task { await close(session) } }
    }

    /// The same, and waits until it is done, for as long as there is time.
    func closeIdle(until deadline: C.Instant) async {
        let sessions = takeIdle()
        let latch = Latch<Void>(sessions.map { _ in false })
        let timer = alarm.set(deadline) { latch.giveUp() }
        for (position, session) in sessions.enumerated() {
            Task {
                await close(session)
                _ = latch.finish(position, ())
            }
        }
        _ = await latch.answers()
        alarm.cancel(timer)
    }

    private func takeIdle() -> [Source.Session] {
        defer { (idle, control) = ([], nil) }
        return idle + [control].compactMap { $0 }
    }

    /// Closes a connection, which asks the daemon and so may take as long as any call.
    private func close(_ session: Source.Session) async {
        await session.close()
        total -= 1
    }

    /// What a connection answered, and the connection if it is open.
    private struct Answered<Answer: Sendable>: Sendable {
        let session: Source.Session?
        let result: Result<Answer, StatsFailure>
    }

    /// Asks on the connection's own thread, where `end` begins too: no thread is woken that need not be.
    private func start<Answer: Sendable>(
        _ lane: Lane, _ role: SessionRole, _ question: @escaping Question<Answer>,
        _ end: @escaping @Sendable (Answered<Answer>, Duration) async -> Void
    ) {
        let (source, clock) = (source, clock)
        let began = clock.now
        @Sendable func ask(_ session: Source.Session) async {
            let result: Result<Answer, StatsFailure>
            do throws(StatsFailure) { result = .success(try await question(session)) } catch {
                result = .failure(error)
            }
            await end(Answered(session: session, result: result), began.duration(to: clock.now))
        }
        if let session = lane.session {
            Task.detached(executorPreference: session.executor) { await ask(session) }
            return
        }
        Task.detached {
            do throws(StatsFailure) {
                let session = try await source.open(role)
                await withTaskExecutorPreference(session.executor) { await ask(session) }
            } catch {
                await end(Answered(session: nil, result: .failure(error)), began.duration(to: clock.now))
            }
        }
    }

    private struct Lane {
        /// `nil` if it is to be opened.
        let session: Source.Session?
    }

    private func take(_ role: SessionRole) -> Lane? {
        switch source.hasOneConnection ? .control : role {
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
            switch source.hasOneConnection ? .control : role {
            case .control where control == nil:
                control = session
                return
            case .statistics where idle.count < connections:
                idle.append(session)
                return
            default: break
            }
        }
        Task { await close(session) }
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
