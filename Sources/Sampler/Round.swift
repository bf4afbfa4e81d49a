import Catalogue
import Snapshot

/// One round: everything that is asked of one session for one snapshot.
struct Round<Session: StatsSession, C: Clock>: Sendable where C.Duration == Duration {
    let session: Session
    let options: SamplerOptions
    let known: Known
    let clock: C
    let origin: C.Instant

    private var now: MonotonicTime { MonotonicTime(sinceOrigin: origin.duration(to: clock.now)) }

    func run() async -> RoundResult {
        var result = RoundResult(known: known)
        do throws(StatsFailure) {
            result.inventory = try await session.inventory().filter { options.isIncluded($0.identity.name) }
        } catch {
            result.problems.append(error)
            // without the inventory there is nothing to ask about
            result.lost = error
            return result
        }
        result.sampledAt = now
        await readStatistics(into: &result)
        if result.lost == nil { await readFacts(into: &result) }
        if result.lost == nil { await readHost(into: &result) }
        if result.lost == nil { await readStoragePools(into: &result) }
        return result
    }

    private func readStatistics(into result: inout RoundResult) async {
        let groups = options.collectors.filter { $0.statsBit != nil }
        guard !groups.isEmpty else { return }
        let domains = result.inventory.map(\.identity)
        let active = domains.filter { $0.id != nil }
        let inactive = domains.filter { $0.id == nil }
        let began = now
        var succeeded = true
        do throws(StatsFailure) {
            let readings = try await session.statistics(of: active, collectors: groups)
            for reading in readings { result.readings[reading.identity.uuid] = reading }
        } catch {
            succeeded = false
            note(error, in: &result)
        }
        let duration = now - began
        if groups.contains(.state), result.lost == nil {
            do throws(StatsFailure) {
                for reading in try await session.states(of: inactive) {
                    result.readings[reading.identity.uuid] = reading
                }
            } catch {
                note(error, in: &result)
            }
        }
        for group in groups { result.collectors[group] = CollectorOutcome(duration: duration, succeeded: succeeded) }
    }

    private func readFacts(into result: inout RoundResult) async {
        guard options.collectors.contains(.info) else { return }
        let began = now
        var succeeded = true
        result.known.facts.keepOnly(result.inventory)
        for domain in result.inventory where !result.known.facts.isCurrent(for: domain, at: began) {
            do throws(StatsFailure) {
                guard let facts = try await session.facts(of: domain.identity) else { continue }
                let maxAge = domain.announcedChanges == nil ? options.factsMaxAge : options.announcedFactsMaxAge
                result.known.facts.store(facts, of: domain, at: now, maxAge: maxAge)
            } catch {
                succeeded = false
                note(error, in: &result)
                if result.lost != nil { break }
            }
        }
        result.collectors[.info] = CollectorOutcome(duration: now - began, succeeded: succeeded)
    }

    private func readHost(into result: inout RoundResult) async {
        guard options.collectors.contains(.host), isDue(result.known.slow.hostReadAt) else { return }
        let began = now
        do throws(StatsFailure) {
            result.known.slow.host = try await session.host()
            result.known.slow.hostReadAt = began
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch {
            result.known.slow.host = nil
            result.known.slow.hostReadAt = nil
            note(error, in: &result)
            result.collectors[.host] = CollectorOutcome(duration: now - began, succeeded: false)
        }
    }

    private func readStoragePools(into result: inout RoundResult) async {
        guard options.collectors.contains(.storagePool), isDue(result.known.slow.storagePoolsReadAt) else { return }
        let began = now
        result.known.slow.storagePools = ValueSet()
        result.known.slow.storagePoolsReadAt = began
        do throws(StatsFailure) {
            result.known.slow.storagePools = try await session.storagePools()
            result.collectors[.storagePool] = CollectorOutcome(duration: now - began, succeeded: true)
        } catch  where error.kind == .unsupported {
            // a driver without storage pools has nothing to fail at
        } catch {
            result.known.slow.storagePoolsReadAt = nil
            note(error, in: &result)
            result.collectors[.storagePool] = CollectorOutcome(duration: now - began, succeeded: false)
        }
    }

    private func isDue(_ readAt: MonotonicTime?) -> Bool { readAt.map { now - $0 >= options.slowInterval } ?? true }

    private func note(_ failure: StatsFailure, in result: inout RoundResult) {
        result.problems.append(failure)
        if failure.kind == .unreachable { result.lost = failure }
    }
}
