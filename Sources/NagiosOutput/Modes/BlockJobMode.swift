import Snapshot

extension CheckMode {
    /// Jobs of disks, and those that wait for somebody.
    static let blockJob = CheckMode(
        "block-job", "copies, commits, pulls and backups of disks, and copies that are done and wait to be pivoted",
        noun: ("block job", "block jobs"),
        metrics: [
            CheckMetric("progress", .percent, "how far a job is"),
            CheckMetric("jobs", .count, "jobs of all guests"),
        ],
        needs: { _ in CheckNeeds(questions: [.blockJobs]) },
        findings: { input, settings in
            let items = input.running(settings).flatMap { guest in
                (input.answers.blockJobs[guest.identity.uuid] ?? []).map { job in
                    CheckItem(
                        settings.name(of: guest.identity), part: job.disk, [Measurement("progress", job.progress)],
                        verdicts: job.isReady ? [.init(.warning, "\(job.kind) is ready but not pivoted")] : [],
                        note: job.kind)
                }
            }
            let summary = items.isEmpty ? "no block jobs" : nil
            return CheckFindings(items, totals: [Measurement("jobs", Double(items.count))], summary: summary)
        })
}

extension DirectAnswers.BlockJob {
    /// Whether only somebody's decision ends it.
    ///
    /// libvirt makes the two equal as soon as such a job is ready, and not before.
    fileprivate var isReady: Bool { (kind == "copy" || kind == "active_commit") && end > 0 && current == end }

    /// In hundredths; `nil` if libvirt does not know the end, of which it makes 1.
    fileprivate var progress: Double? {
        end > 1 ? percent(min(current, end), of: end) : isReady ? 100 : nil
    }
}
