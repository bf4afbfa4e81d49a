import Snapshot

extension CheckSettings {
    /// Whether it is to be found out for how long jobs have stood still.
    public var watchesProgress: Bool { stall != nil || limits("idle") }

    /// What is wrong with a job that has stood still for so many seconds; `nil` if nothing is.
    func verdict(idle: Double?) -> CheckItem.Verdict? {
        guard let stall, let idle, idle >= stall else { return nil }
        return CheckItem.Verdict(.warning, "no progress for \(HumanNumber.text(idle, .seconds))")
    }
}

extension CheckInput {
    /// Which start of a guest a job is of; `nil` of one that does not run.
    func key(of guest: DomainSample, disk: String = "", kind: String) -> ProgressMemory.Key? {
        guard let run = guest.identity.id, disk.utf8.count <= ProgressMemory.longestWord,
            kind.utf8.count <= ProgressMemory.longestWord
        else { return nil }
        return ProgressMemory.Key(guest: guest.identity.uuid, run: run, disk: disk, kind: kind)
    }

    /// The guests that run, by UUID.
    var runs: [DomainIdentity.UUID: DomainSample] {
        Dictionary(snapshot.domains.filter { $0.identity.id != nil }.map { ($0.identity.uuid, $0) }) { first, _ in first
        }
    }

    /// What is to be said if what was seen cannot be kept, so that nobody will know what stands still.
    func keepingVerdicts(_ settings: CheckSettings) -> [CheckItem.Verdict] {
        guard let progressTrouble, settings.watchesProgress || settings.limits("age") else { return [] }
        return [CheckItem.Verdict(.unknown, progressTrouble)]
    }

    /// What is to be said of a job of which nobody knows whether it stands still; `nil` if that is known.
    func doubt(
        _ name: String, _ standing: ProgressMemory.Standing?, _ settings: CheckSettings
    ) -> String? {
        guard settings.watchesProgress, !isProgressKept, let standing, !standing.hasMoved,
            standing.idle < settings.stall ?? .infinity
        else { return nil }
        let shown = SafeText.cut(name, to: SafeText.longestName)
        let seen =
            standing.idle > 0 ? "made no progress in \(HumanNumber.text(standing.idle, .seconds))" : "was seen once"
        return "\(shown) \(seen); for how long it stands still is not known without --state-directory"
    }
}
