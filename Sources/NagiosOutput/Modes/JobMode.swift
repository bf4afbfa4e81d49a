import Catalogue
import Snapshot

extension CheckMode {
    /// The jobs that guests have, such as migrations and backups, and post-copy migrations that failed.
    ///
    /// A job stalls if for the operator's time nothing was seen to be processed: it is the same job in two samples that are
    /// so far apart, or one that has processed nothing in all of its age. So a job that paused for a moment is no alarm; a
    /// stall that is longer than samples are apart is for Nagios's repeated checks.
    static let job = CheckMode(
        "job", "guests' jobs, such as migrations and backups: their age and progress, and failed post-copies",
        noun: ("job", "jobs"),
        metrics: [
            CheckMetric("age", .seconds, "since the job began"),
            CheckMetric("progress", .percent, "what is processed, of all there is now"),
        ],
        needs: { CheckNeeds([.state, .job], rates: $0.stall != nil) },
        findings: { input, settings in
            let before = Dictionary((input.previous?.domains ?? []).map { ($0.identity.uuid, $0) }) { first, _ in first
            }
            let distance = input.previous.map { (input.snapshot.startedAt - $0.startedAt) / .seconds(1) } ?? 0
            return CheckFindings(
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
                    let earlier = before[guest.identity.uuid].flatMap { old in
                        old.identity.id == guest.identity.id
                            ? old.jobs.current.flatMap { JobPair($0, job, distance: distance) } : nil
                    }
                    if let stall = settings.stall, let idle = progress.idle(since: earlier), idle >= stall {
                        verdicts.append(
                            .init(.warning, "no progress for \(HumanNumber.text(idle, .seconds))"))
                    }
                    return CheckItem(
                        name,
                        [Measurement("age", progress.age), Measurement("progress", progress.percent)],
                        verdicts: verdicts, note: job.operation ?? job.type)
                })
        })
}

/// How far a job is.
private struct JobProgress {
    /// Seconds since it began.
    let age: Double?
    /// Bytes, of all kinds that it tells.
    let processed: Double?
    let percent: Double?

    init(_ job: DomainJob) {
        func bits(_ metric: MetricID) -> Double? { job.values.bits(of: metric).map { Double($0) } }
        age = bits(Self.elapsed).map { $0 / 1000 }
        // the data of a job are its memory and its disks together, where it tells of them
        let kinds =
            bits(Self.data.total) ?? 0 > 0 ? [Self.data] : [Self.memory, Self.disk].filter { bits($0.total) ?? 0 > 0 }
        let done = kinds.compactMap { bits($0.processed) }
        processed = done.isEmpty ? nil : done.reduce(0, +)
        let all = kinds.compactMap { bits($0.total) }.reduce(0, +)
        percent = done.count == kinds.count && all > 0 ? processed.map { min(100, $0 / all * 100) } : nil
    }

    /// For how long at least it is known to have processed nothing, in seconds.
    func idle(since pair: JobPair?) -> Double? {
        guard let processed, let age, percent ?? 0 < 100 else { return nil }
        if processed == 0 { return age }
        guard let pair, let before = JobProgress(pair.before).processed, before == processed else { return nil }
        return pair.seconds
    }

    private static let elapsed = Catalogue.id(of: "job.time_elapsed")
    private static let data = ids("data")
    private static let memory = ids("memory")
    private static let disk = ids("disk")

    private static func ids(_ kind: String) -> (processed: MetricID, total: MetricID) {
        (Catalogue.id(of: "job.\(kind)_processed"), Catalogue.id(of: "job.\(kind)_total"))
    }
}

/// The same job in two samples.
private struct JobPair {
    let before: DomainJob
    let seconds: Double

    /// - Parameter distance: Seconds between the samples.
    init?(_ before: DomainJob, _ now: DomainJob, distance: Double) {
        // a job's own clock: statistics may pass a guest over while it has one; what is younger than the samples are apart
        // may be another job
        guard before.operation == now.operation, let first = JobProgress(before).age, let last = JobProgress(now).age,
            last > first, last >= distance
        else { return nil }
        self.before = before
        seconds = min(distance, last - first)
    }
}
