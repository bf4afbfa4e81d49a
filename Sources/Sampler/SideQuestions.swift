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
        if !result.isOver { await readFacts(of: inventory, into: &result) }
        if !result.isOver { await readHost(into: &result) }
        if !result.isOver { await readStoragePools(into: &result) }
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

    private func readFacts(of inventory: [InventoryEntry], into result: inout Result) async {
        guard options.collectors.contains(.info) else { return }
        let began = now
        var succeeded = true
        // the rest of a round's time is for the others; what is not read yet is read in the next round
        let limit = MonotonicTime(sinceOrigin: began.sinceOrigin + options.deadline / 2)
        for domain in inventory where !result.isOver {
            if result.facts.isCurrent(for: domain, at: began) {
                if let failure = result.facts.failure(of: domain.identity) {
                    succeeded = false
                    result.problems.append(failure)
                }
                continue
            }
            guard now < limit else { break }
            let maxAge = domain.announcedChanges == nil ? options.factsMaxAge : options.announcedFactsMaxAge
            do throws(StatsFailure) {
                let identity = domain.identity
                let facts = try await ask("the XML of \(identity.name.debugDescription)") {
                    session throws(StatsFailure) in
                    try await session.facts(of: identity)
                }
                guard let facts else { continue }
                result.facts.store(facts, of: domain, at: now, maxAge: maxAge)
            } catch {
                succeeded = false
                result.note(error)
                // asked again when it changes: an XML that cannot be read costs as much as one that can
                if error.kind == .failed { result.facts.store(error, of: domain, at: now, maxAge: maxAge) }
            }
        }
        result.collectors[.info] = CollectorOutcome(duration: now - began, succeeded: succeeded)
    }

    private func readHost(into result: inout Result) async {
        guard options.collectors.contains(.host), isDue(result.slow.hostReadAt) else { return }
        let began = now
        do throws(StatsFailure) {
            result.slow.host = try await ask("about the host") { session throws(StatsFailure) in
                try await session.host()
            }
            result.slow.hostReadAt = began
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch {
            result.slow.host = nil
            result.slow.hostReadAt = nil
            result.note(error)
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: false)
        }
    }

    private func readStoragePools(into result: inout Result) async {
        guard options.collectors.contains(.storagePool), isDue(result.slow.storagePoolsReadAt) else { return }
        let began = now
        result.slow.storagePools = ValueSet()
        result.slow.storagePoolsReadAt = began
        guard result.slow.storagePoolsHeld == nil else {
            result.problems.append(StatsFailure(.late, "libvirt has still not told its storage pools; not asked again"))
            result.collectors[.storagePool] = CollectorOutcome(duration: .zero, succeeded: false)
            return
        }
        var held: UInt64?
        do throws(StatsFailure) {
            result.slow.storagePools = try await ask("its storage pools", held: { held = $0 }) {
                session throws(StatsFailure) in try await session.storagePools()
            }
            result.collectors[.storagePool] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch  where error.kind == .unsupported {
            // a driver without storage pools has nothing to fail at
        } catch {
            result.slow.storagePoolsReadAt = nil
            result.slow.storagePoolsHeld = held
            result.note(error)
            result.collectors[.storagePool] = CollectorOutcome(duration: now - began, succeeded: false)
        }
    }

    private func isDue(_ readAt: MonotonicTime?) -> Bool { readAt.map { now - $0 >= options.slowInterval } ?? true }
}
