import Catalogue
import Snapshot

/// The part of a round that asks everything but the statistics of active domains, over the control connection.
struct SideQuestions<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let context: RoundContext<Source, C>

    private var options: SamplerOptions { context.options }
    private var now: MonotonicTime { context.now }

    /// What was answered.
    struct Result: Sendable {
        var states: [TimedReading] = []
        var facts: FactsCache
        var slow: SlowTier
        var collectors: [Collector: CollectorOutcome] = [:]
        var problems: [StatsFailure] = []
        /// Set once the control connection is lost or held: nothing more is asked.
        var isOver = false

        fileprivate mutating func note(_ failure: StatsFailure) {
            problems.append(failure)
            if failure.kind == .unreachable || failure.kind == .late { isOver = true }
        }
    }

    func run(_ inventory: [InventoryEntry], _ known: Known) async -> Result {
        var result = Result(facts: known.facts, slow: known.slow)
        await readStates(of: inventory.map(\.identity).filter { $0.id == nil }, into: &result)
        if !result.isOver { await readFacts(of: inventory, known.quarantine, into: &result) }
        if !result.isOver { await readHost(into: &result) }
        await read(.storagePool, "its storage pools", \.storagePools, into: &result) { session throws(StatsFailure) in
            try await session.storagePools()
        }
        await read(.network, "its networks", \.networks, into: &result) { session throws(StatsFailure) in
            try await session.networks()
        }
        return result
    }

    /// Asks over the control connection; a call that is late is a failure of the kind `late`.
    private func ask<Answer: Sendable>(
        _ what: String, held: (UInt64) -> Void = { _ in },
        _ body: @escaping @Sendable (Source.Session) async throws(StatsFailure) -> Answer
    ) async throws(StatsFailure) -> Answer {
        switch await context.lanes.call(.control, until: context.deadline, body) {
        case .answered(let answer): return answer
        case .failed(let failure): throw failure
        case .held(let call):
            held(call)
            throw StatsFailure(.late, "libvirt did not tell \(what) within \(options.deadline)")
        }
    }

    private func readStates(of inactive: [DomainIdentity], into result: inout Result) async {
        guard options.collectors.contains(.state), !inactive.isEmpty else { return }
        let began = now
        var succeeded = true
        do throws(StatsFailure) {
            let readings = try await ask("the states of inactive guests") { session throws(StatsFailure) in
                try await session.states(of: inactive)
            }
            result.states = readings.map { TimedReading(reading: $0, sampledAt: began) }
        } catch {
            succeeded = false
            result.note(error)
        }
        result.collectors[.state] = CollectorOutcome(duration: now - began, succeeded: succeeded)
    }

    private func readFacts(
        of inventory: [InventoryEntry], _ quarantine: Quarantine, into result: inout Result
    ) async {
        guard options.collectors.contains(.info) else { return }
        let phase = FactsPhase(context: context, quarantine: quarantine)
        let answer = await phase.run(inventory, result.facts)
        result.facts = answer.facts
        for problem in answer.problems { result.problems.append(problem) }
        result.isOver = answer.isOver
        result.collectors[.info] = answer.outcome
    }

    private func readHost(into result: inout Result) async {
        guard options.collectors.contains(.host), isDue(result.slow.host?.readAt) else { return }
        let began = now
        do throws(StatsFailure) {
            var host = try await ask("about the host") { session throws(StatsFailure) in
                try await session.host()
            }
            host.readAt = began
            result.slow.host = host
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch {
            result.slow.host = nil
            result.note(error)
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: false)
        }
    }

    /// Reads the objects of a collector; those of another daemon of the host may be slow to come.
    private func read(
        _ collector: Collector, _ what: String, _ objects: WritableKeyPath<SlowTier, SlowValues>,
        into result: inout Result, _ body: @escaping @Sendable (Source.Session) async throws(StatsFailure) -> ValueSet
    ) async {
        guard !result.isOver, options.collectors.contains(collector), isDue(result.slow[keyPath: objects].readAt)
        else { return }
        let began = now
        guard result.slow[keyPath: objects].held == nil else {
            result.slow[keyPath: objects].values = ValueSet()
            result.slow[keyPath: objects].readAt = began
            result.problems.append(StatsFailure(.late, "libvirt has still not told \(what); not asked again"))
            result.collectors[collector] = CollectorOutcome(duration: .zero, succeeded: false)
            return
        }
        var answer = SlowValues(readAt: began)
        do throws(StatsFailure) {
            answer.values = try await ask(what, held: { answer.held = $0 }, body)
            result.collectors[collector] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch  where error.kind == .unsupported {
            // a driver without such objects has nothing to fail at
        } catch {
            answer.readAt = nil
            result.note(error)
            result.collectors[collector] = CollectorOutcome(duration: now - began, succeeded: false)
        }
        result.slow[keyPath: objects] = answer
    }

    private func isDue(_ readAt: MonotonicTime?) -> Bool { readAt.map { now - $0 >= options.slowInterval } ?? true }
}
