extension CheckMode {
    /// What is said of metrics that the operator gave a range and that nobody tells: they are not to pass for well.
    ///
    /// Where something else says why nothing is known, that suffices.
    func untoldMetrics(_ found: CheckFindings, _ settings: CheckSettings) -> [CheckItem.Verdict] {
        guard !found.isEmpty, found.verdicts.allSatisfy({ $0.state == .ok }) else { return [] }
        return metrics.filter { settings.judges($0.name) && !found.tells($0.name) }
            .map { .init(.unknown, "\($0.name) is not known") }
    }
}

extension CheckFindings {
    /// Whether there is nothing to look at.
    var isEmpty: Bool { (count ?? items.count) == 0 && (count != nil || totals.isEmpty) && verdicts.isEmpty }

    /// Whether something has a value of a metric, or could have, or there is nothing that could.
    fileprivate func tells(_ metric: String) -> Bool {
        if totals.contains(where: { $0.metric == metric }) { return true }
        if items.contains(where: { $0.tells(metric) }) { return true }
        return !items.isEmpty && items.allSatisfy(\.isExcused)
    }
}

extension CheckItem {
    fileprivate func tells(_ metric: String) -> Bool {
        idle.contains(metric) || measurements.contains { $0.metric == metric }
    }

    /// Whether no value is to be expected of it: one with a verdict has said what is wrong with it.
    fileprivate var isExcused: Bool { !isMeasured || verdicts.contains { $0.state != .ok } }
}

extension CheckSettings {
    /// Whether the operator gave a metric a range that can alert.
    fileprivate func judges(_ metric: String) -> Bool {
        [warnings[metric], criticals[metric]].contains { $0?.alertsEver ?? false }
    }
}

extension AlertRange {
    /// Whether there are values that it alerts of: `~:` turns a mode's own range off.
    fileprivate var alertsEver: Bool { isInside || start > -.infinity || end < .infinity }
}
