import Catalogue
import Snapshot

/// The part of a round that reads the statistics of active domains, over several connections at once.
struct StatisticsPhase<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let context: RoundContext<Source, C>
    /// How long a call may take before it is taken for stuck.
    let patience: Patience
    /// The guests whose monitor is known not to answer.
    let quarantine: Quarantine

    private var lanes: Lanes<Source, C> { context.lanes }
    private var connections: Int { context.options.connections }
    /// How many calls may be held before nothing more is risked with guests of which nothing is known.
    private var mostHeld: Int { context.options.mostHeld }
    private var now: MonotonicTime { context.now }

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
        /// Domains that were not asked for what a guest can hold up, because too many calls are held already.
        var withheld: Set<DomainIdentity.UUID> = []
        /// Domains for which alone a call was given up that would have passed over anyone whose monitor is busy.
        fileprivate var alone: [(domain: DomainIdentity, call: UInt64, isAskedOn: Bool)] = []

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
        while !pending.isEmpty, !context.isOver {
            let batch = await next(&pending, into: &result)
            for (shard, outcome) in await ask(batch, again: wasHeld) {
                switch outcome {
                case .answered(let parts):
                    for part in parts { take(part, of: shard, into: &result, &pending) }
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
                    wasHeld = true
                    pending += askAgain(shard, call, &result)
                }
            }
        }
        result.unread += pending.reduce(0) { $0 + $1.domains.count }
        for (domain, call, isAskedOn) in result.alone {
            // where libvirt does not tell anything else of it either, libvirt itself hangs
            if isAskedOn, result.readings[domain.uuid] == nil {
                result.quarantine.suspect([domain], of: call)
            } else {
                result.quarantine.blame(domain, for: call, at: now)
            }
        }
        result.alone = []
        let readings = result.readings.values.lazy.map(\.reading)
        result.quarantine.blame(
            silent: readings.filter { $0.reachedMonitor == false }.map(\.identity),
            heard: readings.filter { $0.reachedMonitor == true }.map(\.identity), at: now)
    }

    /// What to ask next, at the same time.
    ///
    /// Each call that a guest holds up takes a connection and a worker of libvirtd. With as many held as there may be,
    /// guests among which more than one is stuck are asked only for what none can hold up; and of the connections left, one
    /// stays for that.
    private func next(_ pending: inout [Shard], into result: inout Result) async -> [Shard] {
        let held = await lanes.heldCount
        var risks = mostHeld + connections - 1 - held
        let isExhausted = risks <= 0
        let count = min(connections, max(1, mostHeld + connections - held))
        var batch: [Shard] = []
        while batch.count < count, var shard = pending.first {
            if shard.isRisky {
                if isExhausted || shard.timesHeld > 1 && held >= mostHeld {
                    result.withheld.formUnion(shard.domains.map(\.uuid))
                    shard = shard.withoutMonitor
                } else if risks > 0 {
                    risks -= 1
                } else {
                    break
                }
            }
            pending.removeFirst()
            if !shard.parts.isEmpty { batch.append(shard) }
        }
        return batch
    }

    /// What to ask over another connection instead of what was given up.
    private func askAgain(_ shard: Shard, _ call: UInt64, _ result: inout Result) -> [Shard] {
        var shard = shard
        shard.timesHeld += 1
        let domains = shard.domains
        if domains.count == 1, shard.timesHeld > 1 {
            let rest = shard.withoutMonitor
            result.alone.append((domains[0], call, !rest.parts.isEmpty))
            return [rest]
        }
        result.quarantine.suspect(domains, of: call)
        // there the stuck guest is passed over; where it is not, because the driver does not, it is found by halving
        return shard.timesHeld == 1 || domains.count == 1 ? [shard] : shard.halves
    }

    private func ask(_ shards: [Shard], again: Bool) async -> [(Shard, Lanes<Source, C>.Outcome<[PartAnswer]>)] {
        let most = shards.map(\.domains.count).max() ?? 0
        let until = context.deadline(
            in: patience.limit(within: context.options.deadline, again: again, domains: most))
        return Array(zip(shards, await lanes.call(.statistics, until: until, shards.map(question))))
    }

    private func question(_ shard: Shard) -> Lanes<Source, C>.Question<[PartAnswer]> {
        { session throws(StatsFailure) in
            var answers: [PartAnswer] = []
            for part in shard.parts {
                let sampledAt = now
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
                        part: part, sampledAt: sampledAt, duration: now - sampledAt, answer: answer))
            }
            return answers
        }
    }

    private func take(
        _ answer: PartAnswer, of shard: Shard, into result: inout Result, _ pending: inout [Shard]
    ) {
        switch answer.answer {
        case .success(let readings):
            let fields = readings.reduce(1) { $0 + $1.values.values.count }
            let cost = answer.duration / .seconds(1) / Double(fields)
            for reading in readings {
                result.readings[reading.identity.uuid] = TimedReading(
                    reading: reading, sampledAt: answer.sampledAt, asked: answer.part.groups,
                    cost: cost * Double(reading.values.values.count), turn: shard.turn)
            }
        case .failure(let failure):
            // one domain's error fails the call for all: halve until it is alone
            let halves = answer.part.halves
            if halves.isEmpty {
                result.problems.append(failure)
            } else {
                pending += halves.map { Shard(parts: [$0], turn: shard.turn) }
            }
        }
    }
}
