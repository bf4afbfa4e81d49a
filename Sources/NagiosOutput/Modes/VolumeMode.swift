import Snapshot

extension CheckMode {
    /// How full volumes are, and which of them nobody uses.
    static let volume = CheckMode(
        "volume", "how much of their size storage volumes take up, and which of them no guest uses",
        noun: ("volume", "volumes"),
        metrics: [
            // what an image's format needs for itself comes on top
            CheckMetric(
                "used", .percent, "what a volume takes up in its pool, of the size that a guest sees", canExceed: true),
            CheckMetric("orphans", .count, "volumes that no guest uses, if they are looked for"),
        ],
        isOfGuests: false,
        needs: { settings in
            CheckNeeds(questions: settings.checksOrphans ? [.volumes, .usedPaths] : [.volumes])
        },
        findings: { input, settings in
            let answers = input.answers
            // whom nobody could be asked about may use anything
            let knowsUse = settings.checksOrphans && !answers.failures.contains { $0.question == .usedPaths }
            var orphans = 0
            let items = answers.volumes.map { volume in
                var item = CheckItem(
                    volume.pool, part: volume.name,
                    [Measurement("used", percent(volume.allocation, of: volume.capacity))],
                    idle: volume.capacity == 0 ? ["used"] : [])
                let names = [volume.path, "\(volume.pool)/\(volume.name)"]
                if knowsUse, !names.contains(where: answers.usedPaths.contains) {
                    orphans += 1
                    item.verdicts.append(.init(.warning, "no guest uses it"))
                }
                return item
            }
            return CheckFindings(
                items, totals: [Measurement("orphans", knowsUse ? Double(orphans) : nil)], countsItems: true)
        })
}

/// A part in hundredths; `nil` of what has no size.
func percent(_ part: UInt64, of whole: UInt64) -> Double? {
    whole > 0 ? Double(part) / Double(whole) * 100 : nil
}
