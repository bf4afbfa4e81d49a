import Catalogue
import Snapshot

/// The part of a round that reads the statistics of active domains, over several connections at once.
struct StatisticsPhase<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let lanes: Lanes<Source, C>
    let clock: C
    let origin: C.Instant
    let connections: Int
    /// When the round must be over.
    let deadline: C.Instant
    /// How long the whole round may take.
    let roundTime: Duration
    /// How long a call may take before it is taken for stuck.
    let patience: Patience
    /// The guests whose monitor is known not to answer.
    let quarantine: Quarantine

    /// What the phase brought.
    struct Result: Sendable {
        var readings: [DomainIdentity.UUID: TimedReading] = [:]
        var problems: [StatsFailure] = []
        /// The guests whose monitor does not answer.
        var quarantine: Quarantine
        /// The time of the slowest call that was answered before any was given up.
        var slowest: Duration?
        /// Domains that there was no time left to ask.
        var unread = 0

        /// What to ask again of the domains whose monitor was passed over for no call of ours.
        fileprivate var busy: [Part] {
            var parts: [GroupSet: [DomainIdentity]] = [:]
            for timed in readings.values where timed.reading.reachedMonitor == false {
                let domain = timed.reading.identity
                if !quarantine.contains(domain) { parts[timed.asked, default: []].append(domain) }
            }
            return parts.map { Part(domains: $0.value, groups: $0.key) }
        }
    }

    /// What became of a part.
    private struct PartAnswer: Sendable {
        let part: Part
        let sampledAt: MonotonicTime
        let duration: Duration
        let answer: Swift.Result<[DomainReading], StatsFailure>
    }

    private var now: MonotonicTime { MonotonicTime(sinceOrigin: origin.duration(to: clock.now)) }

    func run(_ shards: [Shard]) async -> Result {
        var result = Result(quarantine: quarantine)
        result.readings.reserveCapacity(shards.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.domains.count } })
        await ask(shards, into: &result)
        let busy = result.busy
        if !busy.isEmpty {
            // passed over for somebody else's call, which mostly is over by now
            await ask([Shard(parts: busy)], into: &result)
        }
        return result
    }

    /// Asks until every domain is told of, is alone to blame, or the round is over.
    private func ask(_ shards: [Shard], into result: inout Result) async {
        var pending = shards
        var wasHeld = false
        var reconnects = 0
        while !pending.isEmpty, clock.now < deadline {
            let batch = Array(pending.prefix(connections))
            pending.removeFirst(batch.count)
            for (shard, outcome) in await ask(batch, again: wasHeld) {
                switch outcome {
                case .answered(let parts):
                    for part in parts { take(part, into: &result, &pending) }
                    if !wasHeld {
                        result.slowest = max(result.slowest ?? .zero, parts.reduce(.zero) { $0 + $1.duration })
                    }
                case .failed(let failure) where failure.kind == .unreachable && reconnects < connections:
                    // an idle connection may have died with an earlier daemon
                    reconnects += 1
                    pending.append(shard)
                case .failed(let failure):
                    result.problems.append(failure)
                    result.unread += shard.domains.count
                case .held(let call):
                    // again on another connection, where the stuck one is passed over
                    wasHeld = true
                    result.quarantine.suspect(shard.domains, of: call)
                    pending.append(shard)
                }
            }
        }
        result.unread += pending.reduce(0) { $0 + $1.domains.count }
        result.quarantine.blame(
            result.readings.values.compactMap {
                $0.reading.reachedMonitor == false ? $0.reading.identity : nil
            }, at: now)
    }

    private func ask(_ shards: [Shard], again: Bool) async -> [(Shard, Lanes<Source, C>.Outcome<[PartAnswer]>)] {
        let until = min(deadline, clock.now.advanced(by: patience.limit(within: roundTime, again: again)))
        return Array(zip(shards, await lanes.call(.statistics, until: until, shards.map(question))))
    }

    private func question(_ shard: Shard) -> Lanes<Source, C>.Question<[PartAnswer]> {
        { session throws(StatsFailure) in
            var answers: [PartAnswer] = []
            for part in shard.parts {
                let (began, sampledAt) = (clock.now, now)
                let answer: Swift.Result<[DomainReading], StatsFailure>
                do throws(StatsFailure) {
                    answer = .success(
                        try await session.statistics(of: part.domains, collectors: part.groups.collectors))
                } catch {
                    if error.kind == .unreachable { throw error }
                    answer = .failure(error)
                }
                answers.append(
                    PartAnswer(
                        part: part, sampledAt: sampledAt, duration: began.duration(to: clock.now), answer: answer))
            }
            return answers
        }
    }

    private func take(_ answer: PartAnswer, into result: inout Result, _ pending: inout [Shard]) {
        switch answer.answer {
        case .success(let readings):
            let fields = readings.reduce(1) { $0 + $1.values.values.count }
            let cost = answer.duration / .seconds(1) / Double(fields)
            for reading in readings {
                result.readings[reading.identity.uuid] = TimedReading(
                    reading: reading, sampledAt: answer.sampledAt, asked: answer.part.groups,
                    cost: cost * Double(reading.values.values.count))
            }
        case .failure(let failure):
            // one domain's error fails the call for all: halve until it is alone
            let halves = answer.part.halves
            if halves.isEmpty {
                result.problems.append(failure)
            } else {
                pending += halves.map { Shard(parts: [$0]) }
            }
        }
    }
}
