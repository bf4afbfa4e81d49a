import Snapshot

/// The part of a round that reads the XML of domains, one after another over the control connection.
///
/// From libvirt 10 on it is answered with the guest's own job, for which libvirt waits as long as the guest is stuck.
struct FactsPhase<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let context: RoundContext<Source, C>
    /// The guests whose monitor is known not to answer; they keep what was read last.
    let quarantine: Quarantine

    private var options: SamplerOptions { context.options }
    private var now: MonotonicTime { context.now }

    /// What the phase brought.
    struct Result: Sendable {
        var facts: FactsCache
        var problems: [StatsFailure] = []
        var outcome = CollectorOutcome(duration: .zero, succeeded: true)
        /// Whether libvirt itself does not answer.
        var isOver = false

        fileprivate mutating func fail(_ failure: StatsFailure? = nil) {
            outcome.succeeded = false
            if let failure { problems.append(failure) }
        }
    }

    /// Late answers in a round from which on it is libvirt that hangs, not its guests.
    private static var mostHeld: Int { 2 }

    func run(_ inventory: [InventoryEntry], _ facts: FactsCache) async -> Result {
        var result = Result(facts: facts)
        let began = now
        // the rest of a round's time is for the others; what is not read yet is read in the next round
        let limit = MonotonicTime(sinceOrigin: began.sinceOrigin + options.deadline / 2)
        var (unread, held) = (0, 0)
        for domain in inventory where !result.isOver {
            if result.facts.isCurrent(for: domain, at: began) {
                if let failure = result.facts.failure(of: domain.identity) { result.fail(failure) }
                continue
            }
            if quarantine.contains(domain.identity) {
                // the round says of it that it is stuck
                result.fail()
                continue
            }
            if result.facts.isHeld(domain.identity) {
                result.fail(late(domain.identity))
                continue
            }
            guard now < limit, held < Self.mostHeld, await mayRisk else {
                unread += 1
                continue
            }
            if await !read(domain, into: &result) { held += 1 }
        }
        if unread > 0 {
            result.fail(
                StatsFailure(.late, "there was no time for the XML of \(unread) guests; the next samples read it"))
        }
        result.isOver = result.isOver || held == Self.mostHeld
        result.outcome.duration = now - began
        return result
    }

    /// Whether a call may be held without taking the last connection from the statistics, which are read meanwhile.
    private var mayRisk: Bool { get async { await context.lanes.heldCount < options.mostHeld - 1 } }

    /// - Returns: Whether the call returned in time.
    private func read(_ domain: InventoryEntry, into result: inout Result) async -> Bool {
        let identity = domain.identity
        let maxAge = domain.announcedChanges == nil ? options.factsMaxAge : options.announcedFactsMaxAge
        let until = context.deadline(in: options.deadline / 4)
        let outcome = await context.lanes.call(.control, until: until) { session throws(StatsFailure) in
            try await session.facts(of: identity)
        }
        switch outcome {
        case .answered(let facts?): result.facts.store(facts, of: domain, at: now, maxAge: maxAge)
        case .answered(nil): break
        case .failed(let failure):
            result.fail(failure)
            switch failure.kind {
            // asked again when it changes: an XML that cannot be read costs as much as one that can
            case .failed: result.facts.store(failure, of: domain, at: now, maxAge: maxAge)
            case .unreachable, .late: result.isOver = true
            default: break
            }
        case .held(let call):
            result.facts.hold(identity, by: call)
            result.fail(late(identity))
            return false
        }
        return true
    }

    private func late(_ domain: DomainIdentity) -> StatsFailure {
        StatsFailure(
            .late,
            "libvirt did not tell the XML of \(domain.name.debugDescription) in time; see whether its QEMU process or its "
                + "storage hangs")
    }
}
