import Catalogue
import Snapshot

extension CheckMode {
    /// The jobs that guests have, such as migrations and backups, and post-copy migrations that failed.
    ///
    /// A job stalls if for the operator's time nothing was seen to be processed: since a check first saw it as far as it
    /// is, or in all of its age. Without a memory there are two samples, and it cannot be known for longer than between them.
    static let job = CheckMode(
        "job", "guests' jobs, such as migrations and backups: their age and progress, and failed post-copies",
        noun: ("job", "jobs"),
        metrics: [
            CheckMetric("age", .seconds, "since the job began"),
            CheckMetric("progress", .percent, "what is processed, of all there is now"),
            CheckMetric("idle", .seconds, "for how long it was seen to make no progress"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { CheckNeeds([.state, .job], rates: $0.watchesProgress && !$0.keepsProgress) },
        noteProgress: { input, memory, moment in input.noteJobs(input.snapshot, &memory, at: moment) },
        findings: { input, settings in
            var notes: [String] = []
            let memory = input.progress ?? input.progressBetweenSamples
            var findings = CheckFindings(
                input.running(settings).compactMap { guest in
                    let name = settings.name(of: guest.identity)
                    var verdicts: [CheckItem.Verdict] = []
                    if let state = guest.state, state.reason == "postcopy_failed" {
                        verdicts.append(.init(.critical, state.summary))
                    }
                    if guest.isStuck { verdicts.append(.init(.unknown, "does not answer")) }
                    guard let job = guest.jobs.current else {
                        return verdicts.isEmpty ? nil : CheckItem(name, verdicts: verdicts)
                    }
                    let progress = JobProgress(job)
                    var standing: ProgressMemory.Standing?
                    if settings.watchesProgress || input.isProgressKept, progress.percent ?? 0 < 100 {
                        standing = input.key(of: guest, kind: job.kind).flatMap { memory.standing($0) }
                    }
                    if let verdict = settings.verdict(idle: standing?.idle) { verdicts.append(verdict) }
                    if let doubt = input.doubt(name, standing, settings) { notes.append(doubt) }
                    return CheckItem(
                        name,
                        [
                            Measurement("age", progress.age), Measurement("progress", progress.percent),
                            Measurement("idle", standing?.idle),
                        ],
                        verdicts: verdicts, note: job.kind, idle: progress.withoutValues)
                })
            findings.notes = notes
            findings.verdicts = input.keepingVerdicts(settings)
            return findings
        })
}

extension CheckInput {
    /// What the two samples prove of how jobs go on.
    fileprivate var progressBetweenSamples: ProgressMemory {
        var memory = ProgressMemory()
        var distance = 0.0
        if let previous {
            distance = (snapshot.startedAt - previous.startedAt - previousShift) / .seconds(1)
            noteJobs(previous, &memory, at: 0)
        }
        noteJobs(snapshot, &memory, at: max(0, distance))
        return memory
    }

    /// Remembers how far the jobs of a sample are, and forgets those that ended.
    fileprivate func noteJobs(_ sample: Snapshot, _ memory: inout ProgressMemory, at moment: Double) {
        var seen: Set<ProgressMemory.Key> = []
        var silent: Set<DomainIdentity.UUID> = []
        var runs: [DomainIdentity.UUID: Int32] = [:]
        for guest in sample.domains {
            runs[guest.identity.uuid] = guest.identity.id
            if guest.isStuck {
                silent.insert(guest.identity.uuid)
            } else if let job = guest.jobs.current, let key = key(of: guest, kind: job.kind) {
                let progress = JobProgress(job)
                guard let processed = progress.processed else { continue }
                memory.note(key, ProgressMemory.Look(current: processed, elapsed: progress.age), at: moment)
                seen.insert(key)
            }
        }
        let isComplete = sample.status.collectors[.job]?.succeeded ?? true
        memory.keep(at: moment) { key in
            guard runs[key.guest] == key.run else { return false }
            return seen.contains(key) || silent.contains(key.guest) || !isComplete
        }
    }
}

extension DomainJob {
    fileprivate var kind: String { operation ?? type }
}

/// How far a job is.
private struct JobProgress {
    /// Seconds since it began.
    let age: Double?
    /// Bytes, of all kinds that it tells.
    let processed: UInt64?
    let percent: Double?

    /// Metrics that such a job has no values of: some kinds tell no amounts, and one that is through stands still.
    var withoutValues: Set<String> { percent.map { $0 >= 100 ? ["idle"] : [] } ?? ["progress"] }

    init(_ job: DomainJob) {
        func bits(_ metric: MetricID) -> UInt64? { job.values.bits(of: metric) }
        age = bits(Self.elapsed).map { Double($0) / 1000 }
        // the data of a job are its memory and its disks together, where it tells of them
        let kinds =
            bits(Self.data.total) ?? 0 > 0 ? [Self.data] : [Self.memory, Self.disk].filter { bits($0.total) ?? 0 > 0 }
        let done = kinds.compactMap { bits($0.processed) }
        processed = done.isEmpty ? nil : done.reduce(0, &+)
        let all = kinds.compactMap { bits($0.total) }.reduce(0.0) { $0 + Double($1) }
        percent = done.count == kinds.count && all > 0 ? processed.map { min(100, Double($0) / all * 100) } : nil
    }

    private static let elapsed = Catalogue.id(of: "job.time_elapsed")
    private static let data = ids("data")
    private static let memory = ids("memory")
    private static let disk = ids("disk")

    private static func ids(_ kind: String) -> (processed: MetricID, total: MetricID) {
        (Catalogue.id(of: "job.\(kind)_processed"), Catalogue.id(of: "job.\(kind)_total"))
    }
}
