import Snapshot

extension CheckMode {
    /// Snapshots that were forgotten.
    static let snapshot = CheckMode(
        "snapshot", "how old guests' snapshots are, and how many images their disks rest on",
        metrics: [
            CheckMetric("age", .seconds, "of the oldest snapshot of a guest", warning: "7d", critical: "30d"),
            CheckMetric("count", .count, "snapshots of a guest"),
            CheckMetric("chain", .count, "images of the longest chain of a running guest's disks, the newest too"),
        ],
        needs: { _ in CheckNeeds(questions: [.snapshots]) },
        findings: { input, settings in
            CheckFindings(
                input.items(settings, .snapshots, of: input.answers.snapshots) { guest in
                    [Measurement("chain", input.answers.chains[guest.uuid].map { Double($0) })]
                })
        })

    /// Checkpoints that were forgotten.
    static let checkpoint = CheckMode(
        "checkpoint", "how old guests' checkpoints are, which incremental backups begin at",
        metrics: [
            CheckMetric("age", .seconds, "of the oldest checkpoint of a guest"),
            CheckMetric("count", .count, "checkpoints of a guest"),
        ],
        needs: { _ in CheckNeeds(questions: [.checkpoints]) },
        findings: { input, settings in
            CheckFindings(input.items(settings, .checkpoints, of: input.answers.checkpoints) { _ in [] })
        })

    /// Guests whose memory lies on a disk.
    static let managedSave = CheckMode(
        "managed-save", "guests whose memory was saved, and that go on from there at their next start",
        metrics: [CheckMetric("saved", .count, "guests with a managed save image")],
        needs: { _ in CheckNeeds(questions: [.managedSave]) },
        findings: { input, settings in
            var saved = 0
            let items = input.guests(settings).compactMap { guest -> CheckItem? in
                guard let isSaved = input.answers.managedSaves[guest.identity.uuid] else {
                    return input.unanswered(guest, .managedSave, settings: settings)
                }
                saved += isSaved ? 1 : 0
                return CheckItem(
                    settings.name(of: guest.identity),
                    verdicts: isSaved ? [.init(.warning, "has a managed save image")] : [])
            }
            return CheckFindings(items, totals: [Measurement("saved", Double(saved))], countsItems: true)
        })
}

extension CheckInput {
    /// What is said of each guest that is meant.
    fileprivate func items(
        _ settings: CheckSettings, _ question: DirectQuestion,
        of points: [DomainIdentity.UUID: [DirectAnswers.SavedPoint]],
        more: (DomainIdentity) -> [Measurement?]
    ) -> [CheckItem] {
        guests(settings).compactMap { guest in
            guard let own = points[guest.identity.uuid] else {
                return unanswered(guest, question, settings: settings)
            }
            let oldest = own.filter { $0.createdAt != nil }.min { ($0.createdAt ?? 0) < ($1.createdAt ?? 0) }
            // the host's clock may be ahead
            let age = oldest?.createdAt.map { max(0, time - $0) }
            return CheckItem(
                settings.name(of: guest.identity),
                [Measurement("age", age), Measurement("count", Double(own.count))] + more(guest.identity),
                note: oldest.map { "the oldest is \($0.name)" } ?? "",
                idle: Set(own.isEmpty ? ["age"] : []).union(guest.identity.id == nil ? ["chain"] : []))
        }
    }
}
