import Snapshot

/// The part of a round that asks for the jobs of domains.
///
/// It comes behind the statistics: libvirt answers it with the guest's own job, for which statistics would pass the guest
/// over.
struct JobPhase<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let context: RoundContext<Source, C>
    let patience: Patience

    /// What the phase brought.
    struct Result: Sendable {
        var jobs: JobMemory
        var quarantine: Quarantine
        var problems: [StatsFailure] = []
    }

    /// With fewer domains, a further connection costs more than it saves.
    private static var leastDomains: Int { 4 }

    func run(_ questions: [JobMemory.Question], _ jobs: JobMemory, _ quarantine: Quarantine) async -> Result {
        var result = Result(jobs: jobs, quarantine: quarantine)
        let roundTime = context.options.deadline
        let size = max(1, min(context.options.connections, questions.count / Self.leastDomains))
        var rest = questions[...]
        // who is not asked in this round is due in the next
        let enough = context.deadline(in: roundTime / 4)
        var isOver = false
        while !rest.isEmpty, !isOver, context.clock.now < enough, !result.jobs.isUnsupported {
            // one connection stays for what no guest can hold up
            let held = await context.lanes.heldCount
            guard held < context.options.mostHeld else { break }
            let count = min(size, context.options.mostHeld + context.options.connections - 1 - held)
            let batch = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            let until = context.deadline(in: patience.limit(within: roundTime))
            let outcomes = await context.lanes.call(.statistics, until: until, batch.map(question))
            for (question, outcome) in zip(batch, outcomes) {
                switch outcome {
                case .answered(let jobs):
                    result.jobs.learn(jobs, question, at: context.now)
                case .failed(let failure) where failure.kind == .unsupported:
                    result.jobs.stop()
                case .failed(let failure):
                    result.problems.append(failure)
                    if failure.kind == .failed {
                        result.jobs.postpone(question, at: context.now)
                    } else {
                        isOver = true
                    }
                case .held(let call):
                    // the next statistics will tell whether it is stuck, as our call has its job or waits for it
                    let domain = question.domain.identity
                    result.quarantine.suspect([domain], of: call)
                    result.jobs.postpone(question, held: call, at: context.now)
                    result.problems.append(
                        StatsFailure(
                            .late,
                            "guest \(domain.name.debugDescription) did not tell its job in time; see whether its "
                                + "QEMU process or another call for it hangs"))
                }
            }
        }
        return result
    }

    private func question(_ question: JobMemory.Question) -> Lanes<Source, C>.Question<DomainJobs> {
        { session throws(StatsFailure) in
            try await session.jobs(of: question.domain.identity, last: question.isUrgent)
        }
    }
}
