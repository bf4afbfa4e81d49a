import Snapshot

extension CheckMode {
    /// What is to be said of what is known.
    public func report(_ input: CheckInput, _ settings: CheckSettings) -> CheckReport {
        if let outage = Self.outage(input, settings) { return outage }
        let judgement = Judgement(mode: self, settings: settings)
        var found = findings(input, settings)
        found.items += Self.gaps(input, settings)
        let findings = found.items.map(judgement.finding)
        let totals = found.totals.compactMap { judgement.judge($0, label: $0.metric) }
        let bad = findings.filter { $0.state != .ok }.sorted { $0.state.isWorse(than: $1.state) }
        var state = findings.map(\.state).worst.worse(totals.compactMap(\.1?.state).worst)
        var words: [String] = []
        for total in totals { if let verdict = total.1 { words.append(verdict.reason) } }
        if !bad.isEmpty {
            let noun = findings.count == 1 ? noun.one : noun.many
            words.append("\(bad.count)/\(findings.count) \(noun)")
        }
        var summary = words.joined(separator: ", ")
        if !bad.isEmpty {
            summary += ": " + bad.map { "\($0.name) \($0.reasons.joined(separator: ", "))" }.joined(separator: "; ")
        }
        let policy = Self.policy(found, settings)
        if let policy {
            state = state.worse(policy.state)
            summary = summary.isEmpty ? policy.reason : "\(policy.reason); \(summary)"
        }
        if summary.isEmpty { summary = found.summary ?? "\(findings.count) \(findings.count == 1 ? noun.one : noun.many)" }
        return CheckReport(
            state, summary, details: details(bad, findings, settings),
            values: values(totals.map(\.0), findings, settings))
    }

    /// What is said when libvirt, or the sample, is not as any mode needs it.
    private static func outage(_ input: CheckInput, _ settings: CheckSettings) -> CheckReport? {
        let status = input.snapshot.status
        guard status.isUp else {
            let reason = status.problems.first?.description ?? "no answer from libvirt"
            let isMistake = status.problems.first?.kind == .misconfigured
            return CheckReport(isMistake ? .unknown : .critical, reason)
        }
        let age = (input.now - input.snapshot.startedAt) / .seconds(1)
        let longest = settings.longestAge ?? max(60, (input.daemonInterval ?? 0) * 3)
        guard age > longest else { return nil }
        return CheckReport(
            .unknown, "the sample is \(HumanNumber.text(age, .seconds)) old; see whether `virtpulse serve` hangs")
    }

    /// What could not be found out, and guests that are named but are not there.
    private static func gaps(_ input: CheckInput, _ settings: CheckSettings) -> [CheckItem] {
        let missing = settings.selection.missing(among: input.snapshot.domains).map {
            CheckItem($0, verdicts: [.init(settings.onMissing, "is not there")])
        }
        let failures = input.answers.failures.map {
            CheckItem($0.subject ?? "host", verdicts: [.init(.unknown, $0.reason)])
        }
        return missing + failures
    }

    /// What is wrong with how many things there are.
    private static func policy(_ found: CheckFindings, _ settings: CheckSettings) -> CheckItem.Verdict? {
        if let least = settings.leastCount, found.items.count < least {
            return CheckItem.Verdict(.critical, "only \(found.items.count), at least \(least) wanted")
        }
        guard found.items.isEmpty, found.totals.isEmpty, settings.onEmpty != .ok else { return nil }
        return CheckItem.Verdict(settings.onEmpty, "nothing to look at")
    }

    private func details(
        _ bad: [Judgement.Finding], _ all: [Judgement.Finding], _ settings: CheckSettings
    ) -> [String] {
        let shown = settings.verbosity > 0 ? bad + all.filter { $0.state == .ok } : bad
        var lines = shown.prefix(settings.mostItems).map { finding in
            let reasons = finding.reasons.joined(separator: ", ")
            let words = [reasons, finding.item.note].filter { !$0.isEmpty }.joined(separator: "; ")
            return "\(finding.state.word) \(finding.name)" + (words.isEmpty ? "" : ": \(words)")
        }
        if shown.count > settings.mostItems { lines.append("and \(shown.count - settings.mostItems) more") }
        return lines
    }

    private func values(
        _ totals: [PerformanceValue], _ findings: [Judgement.Finding], _ settings: CheckSettings
    ) -> [PerformanceValue] {
        switch settings.perfdata {
        case .none: []
        case .summary: totals
        case .full: totals + findings.flatMap(\.values).prefix(settings.mostItems)
        }
    }
}
