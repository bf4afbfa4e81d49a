import Catalogue
import Snapshot

/// One round: everything that is asked of a host for one snapshot.
struct Round<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let context: RoundContext<Source, C>

    private var lanes: Lanes<Source, C> { context.lanes }
    private var options: SamplerOptions { context.options }
    private var now: MonotonicTime { context.now }

    func run(_ known: Known) async -> RoundResult {
        var result = RoundResult(known: known)
        await settle(into: &result.known)
        switch await askInventory() {
        case .answered(let inventory):
            result.inventory = inventory.filter { options.isIncluded($0.identity.name) }
        case .failed(let failure):
            // without the inventory there is nothing to ask about
            result.problems.append(failure)
            result.lost = failure
            return result
        case .held:
            let late = StatsFailure(
                .late,
                "libvirt did not list its domains within \(options.deadline); see whether libvirtd hangs, "
                    + "or give it more time with --sample.deadline")
            result.problems.append(late)
            result.lost = late
            return result
        }
        result.known.keepOnly(result.inventory)
        await probe(&result.known)
        let (inventory, known) = (result.inventory, result.known)
        let sideQuestions = SideQuestions(context: context)
        if lanes.isSerial {
            take(await readStatistics(inventory, known), into: &result)
            take(await sideQuestions.run(inventory, known), into: &result)
        } else {
            async let rest = sideQuestions.run(inventory, known)
            take(await readStatistics(inventory, known), into: &result)
            await take(rest, into: &result)
        }
        if result.lost == nil { await readJobs(into: &result) }
        return result
    }

    /// Asks for all domains; over new connections if libvirt was restarted since the last round, which closed the others.
    private func askInventory() async -> Lanes<Source, C>.Outcome<[InventoryEntry]> {
        func ask() async -> Lanes<Source, C>.Outcome<[InventoryEntry]> {
            await lanes.call(
                .control, until: context.deadline, { session throws(StatsFailure) in try await session.inventory() })
        }
        let wasOpen = await lanes.hasControl
        let outcome = await ask()
        guard wasOpen, case .failed(let failure) = outcome, failure.kind == .unreachable else { return outcome }
        await lanes.closeIdle()
        return await ask()
    }

    /// Learns of the calls that returned since the last round.
    private func settle(into known: inout Known) async {
        let returns = await lanes.takeReturns()
        guard !returns.isEmpty else { return }
        // what one guest held up says nothing of the others
        for (ticket, call) in returns where call.failure == nil && !known.quarantine.explains(ticket) {
            known.patience.learn(late: min(call.duration, options.deadline))
        }
        known.quarantine.settle(returns.mapValues(\.failure), at: now)
        known.jobs.settle(returns.keys)
        known.facts.settle(returns.keys)
        known.slow.settle(returns.keys)
    }

    /// Tries stuck guests again for which no call of ours waits.
    private func probe(_ known: inout Known) async {
        for domain in known.quarantine.due(at: now) where await lanes.heldCount < options.mostHeld {
            let call = await lanes.launch { session throws(StatsFailure) in
                let readings = try await session.statistics(of: [domain], collectors: [.balloon, .block])
                if let reading = readings.first, reading.reachedMonitor == false {
                    throw StatsFailure(.late, "guest \(domain.name.debugDescription) is still busy with another call")
                }
            }
            if let call { known.quarantine.probe(domain, by: call) }
        }
    }

    /// What reading the statistics brought.
    private struct Statistics {
        let phase: StatisticsPhase<Source, C>.Result
        let duration: Duration
        let unasked: Set<DomainIdentity.UUID>
    }

    private func readStatistics(_ inventory: [InventoryEntry], _ known: Known) async -> Statistics? {
        let wanted = GroupSet(options.collectors)
        guard !wanted.isEmpty else { return nil }
        let began = now
        let isExhausted = await lanes.heldCount >= options.mostHeld
        let active = inventory.map(\.identity).filter { $0.id != nil }
        var (withheld, unasked): (Set<DomainIdentity.UUID>, Set<DomainIdentity.UUID>) = ([], [])
        let plan = Plan(active, connections: options.connections, cost: { known.costs[$0.uuid] ?? 1e-3 }) { domain in
            var groups = known.groups.groups(of: domain, among: wanted, at: began)
            if let safe = known.quarantine.groups(of: domain) {
                groups.formIntersection(safe)
            } else if isExhausted, known.withheld.contains(domain.uuid) {
                groups.formIntersection(.withoutMonitor)
                withheld.insert(domain.uuid)
            }
            if groups.isEmpty { unasked.insert(domain.uuid) }
            return groups
        }
        let phase = StatisticsPhase(context: context, patience: known.patience, quarantine: known.quarantine)
        var result = await phase.run(plan.shards)
        result.withheld.formUnion(withheld)
        return Statistics(phase: result, duration: now - began, unasked: unasked.union(result.withheld))
    }

    /// Asks for the jobs of those guests whose monitor is not known to be held up.
    private func readJobs(into result: inout RoundResult) async {
        guard options.collectors.contains(.job) else { return }
        let began = now
        let (readings, quarantine) = (result.readings, result.known.quarantine)
        let questions = result.known.jobs.due(
            result.inventory.lazy.filter { entry in
                entry.identity.id != nil && !quarantine.contains(entry.identity)
                    && readings[entry.identity.uuid]?.reading.reachedMonitor != false
            }, every: options.jobInterval, at: began)
        result.known.jobs.beginRound()
        guard !result.known.jobs.isUnsupported else { return }
        guard !questions.isEmpty else {
            result.collectors[.job] = CollectorOutcome(duration: .zero, succeeded: true)
            return
        }
        guard await lanes.heldCount < options.mostHeld else {
            result.note(
                StatsFailure(
                    .late, "guests were not asked for their jobs, because too many calls to libvirt do not return"))
            result.collectors[.job] = CollectorOutcome(duration: .zero, succeeded: false)
            return
        }
        let phase = JobPhase(context: context, patience: result.known.patience)
        let answer = await phase.run(questions, result.known.jobs, quarantine)
        result.known.jobs = answer.jobs
        result.known.quarantine = answer.quarantine
        for problem in answer.problems { result.note(problem) }
        guard !answer.jobs.isUnsupported else { return }
        result.collectors[.job] = CollectorOutcome(duration: now - began, succeeded: answer.problems.isEmpty)
    }

    private func take(_ statistics: Statistics?, into result: inout RoundResult) {
        guard let statistics else { return }
        let phase = statistics.phase
        let now = now
        for (uuid, timed) in phase.readings {
            let reading = timed.reading
            result.known.silences.learn(timed)
            if reading.reachedMonitor != false {
                result.known.groups.learn(
                    reading.identity, asked: timed.asked, reading.values, turn: timed.turn, at: now)
            }
            let old = result.known.costs[uuid] ?? timed.cost
            result.known.costs[uuid] = (old + timed.cost) / 2
        }
        result.readings = phase.readings
        result.unasked = statistics.unasked
        result.known.withheld = phase.withheld
        result.known.quarantine = phase.quarantine
        if let slowest = phase.slowest { result.known.patience.learn(slowest) }
        for problem in phase.problems { result.note(problem) }
        if phase.unread > 0, phase.problems.isEmpty {
            result.problems.append(
                StatsFailure(
                    .late,
                    "libvirt did not tell the statistics of \(phase.unread) guests within \(options.deadline); "
                        + "see whether libvirtd or a guest hangs, or give it more time with --sample.deadline"))
        }
        // nobody answered: the daemon itself does not
        if phase.readings.isEmpty, phase.unread > 0 { result.lost = result.lost ?? result.problems.last }
        if !phase.withheld.isEmpty {
            result.problems.append(
                StatsFailure(
                    .late,
                    "with so many calls waiting for guests, disks, memory and processors of \(phase.withheld.count) guests "
                        + "are not read; see which QEMU processes or what storage hangs"))
        }
        let succeeded = phase.problems.isEmpty && phase.unread == 0
        for group in options.collectors where group.statsBit != nil {
            let isComplete = phase.withheld.isEmpty || GroupSet([group]).isSubset(of: .withoutMonitor)
            result.collectors[group] = CollectorOutcome(
                duration: statistics.duration, succeeded: succeeded && isComplete)
        }
        for entry in result.inventory where result.known.isStuck(entry.identity, at: now) {
            result.problems.append(
                StatsFailure(
                    .late,
                    "guest \(entry.identity.name.debugDescription) does not answer its monitor; until it does, its disk "
                        + "counters and its balloon's are not read. See whether its QEMU process or its storage hangs"))
        }
    }

    private func take(_ rest: SideQuestions<Source, C>.Result, into result: inout RoundResult) {
        for reading in rest.states { result.readings[reading.reading.identity.uuid] = reading }
        result.known.facts = rest.facts
        result.known.slow = rest.slow
        for problem in rest.problems { result.note(problem) }
        result.collectors.merge(rest.collectors) {
            CollectorOutcome(duration: $0.duration, succeeded: $0.succeeded && $1.succeeded)
        }
    }
}

extension Known {
    /// Forgets what belongs to domains that are gone.
    fileprivate mutating func keepOnly(_ inventory: [InventoryEntry]) {
        facts.keepOnly(inventory)
        groups.keepOnly(inventory)
        quarantine.keepOnly(inventory)
        silences.keepOnly(inventory)
        jobs.keepOnly(inventory)
        if !withheld.isEmpty { withheld.formIntersection(inventory.map(\.identity.uuid)) }
        if costs.count > inventory.count {
            let present = Set(inventory.lazy.map(\.identity.uuid))
            costs = costs.filter { present.contains($0.key) }
        }
    }
}
