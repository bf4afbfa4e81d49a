import Snapshot

extension CheckMode {
    /// Jobs of disks, those that stand still, and those that wait for somebody.
    ///
    /// libvirt does not tell when a job began: its age is known since a check first saw it, which only a memory knows.
    static let blockJob = CheckMode(
        "block-job", "copies, commits, pulls and backups of disks, and copies that are done and wait to be pivoted",
        noun: ("block job", "block jobs"),
        metrics: [
            CheckMetric("progress", .percent, "how far a job is"),
            CheckMetric("jobs", .count, "jobs of all guests"),
            CheckMetric("age", .seconds, "since a check first saw the job; known with --state-directory"),
            CheckMetric("idle", .seconds, "for how long it was seen to make no progress"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { _ in CheckNeeds(questions: [.blockJobs]) },
        noteProgress: { input, memory, moment in
            var seen: Set<ProgressMemory.Key> = []
            let runs = input.runs
            for (uuid, jobs) in input.answers.blockJobs {
                guard let guest = runs[uuid] else { continue }
                for job in jobs {
                    guard let key = input.key(of: guest, disk: job.disk, kind: job.kind) else { continue }
                    memory.note(key, job.look, at: moment)
                    seen.insert(key)
                }
            }
            // of who did not answer, or was not asked, nothing new is known
            memory.keep(at: moment) { key in
                guard runs[key.guest]?.identity.id == key.run else { return false }
                return input.answers.blockJobs[key.guest] == nil || seen.contains(key)
            }
        },
        findings: { input, settings in
            var notes: [String] = []
            var count = 0
            let items = input.running(settings).flatMap { guest -> [CheckItem] in
                let name = settings.name(of: guest.identity)
                if guest.isStuck { return [CheckItem(name, verdicts: [.init(.unknown, "does not answer")])] }
                guard let jobs = input.answers.blockJobs[guest.identity.uuid] else {
                    return [input.unanswered(guest, .blockJobs, settings: settings)].compactMap { $0 }
                }
                return jobs.map { job in
                    count += 1
                    let seen = input.key(of: guest, disk: job.disk, kind: job.kind)
                        .flatMap { input.progress?.standing($0) }
                    // one that is ready has nothing left to do
                    let standing = job.isReady ? nil : seen
                    let (age, idle) = (input.isProgressKept ? seen?.age : nil, standing?.idle)
                    if let doubt = input.doubt("\(name) \(job.disk)", standing, settings) { notes.append(doubt) }
                    return CheckItem(
                        name, part: job.disk,
                        [Measurement("progress", job.progress), Measurement("age", age), Measurement("idle", idle)],
                        verdicts: [
                            job.isReady ? .init(.warning, "\(job.kind) is ready but not pivoted") : nil,
                            settings.verdict(idle: idle),
                        ].compactMap { $0 },
                        note: job.kind + (age == 0 ? ", first seen now" : ""),
                        idle: Set(
                            [job.progress == nil ? "progress" : nil, job.isReady ? "idle" : nil].compactMap { $0 }))
                }
            }
            var findings = CheckFindings(
                items, totals: [Measurement("jobs", Double(count))], countsItems: true,
                summary: items.isEmpty ? "no block jobs" : nil)
            findings.notes = notes
            findings.verdicts = input.keepingVerdicts(settings)
            if settings.limits("age"), count > 0, !input.isProgressKept {
                findings.verdicts.append(.init(.unknown, "age is not known without --state-directory"))
            }
            return findings
        })
}

extension DirectAnswers.BlockJob {
    /// Whether only somebody's decision ends it.
    ///
    /// libvirt makes the two equal as soon as such a job is ready, and not before.
    public var isReady: Bool { (kind == "copy" || kind == "active_commit") && end > 0 && current == end }

    /// In hundredths; `nil` if libvirt does not know the end, of which it makes 1.
    fileprivate var progress: Double? {
        end > 1 ? percent(min(current, end), of: end) : isReady ? 100 : nil
    }

    /// What of others moves their end: what the guest writes meanwhile is to be copied as well.
    fileprivate var look: ProgressMemory.Look {
        ProgressMemory.Look(current: current, end: kind == "pull" || kind == "commit" ? end : nil)
    }
}
