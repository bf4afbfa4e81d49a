import Snapshot

extension CheckMode {
    /// What is to be said of what is known.
    public func report(_ input: CheckInput, _ settings: CheckSettings) -> CheckReport {
        if let outage = outage(input, settings) { return outage }
        let judgement = Judgement(mode: self, settings: settings)
        let found = findings(input, settings).listing(input.inactive(self, settings))
        let silent = Set(input.snapshot.domains.filter(\.isStuck).map { settings.name(of: $0.identity) })
        let (items, unplaced) = place(
            failures(input, settings), in: found.items + gaps(input, settings), silent: silent)
        let things = items.map(judgement.finding)
        // a question without an answer is no thing that there is
        let findings = things + unplaced.map(judgement.finding)
        let bad = findings.filter { $0.state != .ok }.sorted { $0.state.isWorse(than: $1.state) }
        let badThings = things.count { $0.state != .ok }
        let together =
            [policy(found, settings, isNamed: badThings > 0)].compactMap { $0 }
            + found.verdicts.filter { $0.state != .ok }
            + found.totals.compactMap(judgement.verdict) + untoldMetrics(found, settings)
        let lines = details(bad, findings, found.notes + input.remarks, settings)
        let choice = choice(of: findings, beside: lines, settings)
        return CheckReport(
            findings.map(\.state).worst.worse(together.map(\.state).worst),
            summary(bad, badThings > 0 ? "\(badThings)/\(counted(things.count))" : nil, things.count, together, found),
            details: lines + choice.complaints,
            values: settings.perfdata == .none
                ? [] : found.totals.compactMap { judgement.value($0, label: "") } + choice.values)
    }

    /// The first line: the counts before the names, of which there may be more than it has room for.
    private func summary(
        _ bad: [Judgement.Finding], _ counts: String?, _ count: Int, _ together: [CheckItem.Verdict],
        _ found: CheckFindings
    ) -> String {
        let words = (counts.map { [$0] } ?? []) + Judgement.reasons(together)
        guard !words.isEmpty || !bad.isEmpty else { return found.summary ?? counted(found.count ?? count) }
        let names = bad.isEmpty ? found.notes : bad.map(\.complaint)
        // of a thousand names nobody sees more than the first few
        let shown = names.prefix(CheckReport.longestLine).joined(separator: "; ")
        return [words.joined(separator: ", "), shown].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private func counted(_ count: Int) -> String { "\(count) \(count == 1 ? noun.one : noun.many)" }

    /// What is said when libvirt, or the sample, is not as the mode needs it.
    private func outage(_ input: CheckInput, _ settings: CheckSettings) -> CheckReport? {
        guard reliance != .nothing else { return nil }
        if let outage = input.outage { return CheckReport(outage.state, outage.reason) }
        let age = input.age
        guard reliance == .freshSample, age > settings.longestAge ?? input.patience else { return nil }
        return CheckReport(
            .unknown, "the sample is \(HumanNumber.text(age, .seconds)) old; see whether `virtpulse serve` hangs")
    }

    /// Guests that are named but are not there, or do not run where they have to.
    private func gaps(_ input: CheckInput, _ settings: CheckSettings) -> [CheckItem] {
        let missing = (isOfGuests ? settings.selection.missing(among: input.snapshot.domains) : []).map {
            CheckItem($0, verdicts: [.init(settings.onMissing, "is not there")])
        }
        return missing + (isOfRunning ? input.namedButOff(settings) : [])
    }

    /// What could not be found out.
    private func failures(_ input: CheckInput, _ settings: CheckSettings) -> [CheckItem] {
        guard !input.answers.failures.isEmpty else { return [] }
        let guests = isOfGuests ? input.snapshot.domains.map(\.identity) : []
        let names = Dictionary(guests.map { ($0.name, settings.name(of: $0)) }) { first, _ in first }
        // one call may answer several questions
        var told: Set<[String]> = []
        return input.answers.failures.compactMap { failure -> CheckItem? in
            let subject = failure.subject.map { names[$0] ?? $0 } ?? Self.hostItself
            guard told.insert([subject, failure.reason]).inserted else { return nil }
            // that libvirt is not to be reached is what a check is there to find out
            let state = failure.question == .connection ? ServiceState.critical : .unknown
            return CheckItem(subject, verdicts: [.init(state, failure.reason)])
        }
    }

    /// Things with what could not be found out of them, and the rest of that by whom it is of.
    ///
    /// - Parameter silent: Guests that do not answer, which is why nothing of them could be found out.
    private func place(
        _ failures: [CheckItem], in things: [CheckItem], silent: Set<String>
    ) -> (things: [CheckItem], unplaced: [CheckItem]) {
        guard !failures.isEmpty else { return (things, []) }
        var (placed, unplaced) = (things, [CheckItem]())
        // a guest may be called as the host is here
        let whole = things.enumerated().filter { $0.element.part.isEmpty && $0.element.subject != Self.hostItself }
        let positions = Dictionary(whole.map { ($0.element.subject, $0.offset) }) { first, _ in first }
        for failure in failures {
            if let position = positions[failure.subject] {
                if !silent.contains(failure.subject) { placed[position].verdicts += failure.verdicts }
            } else if let position = unplaced.firstIndex(where: { $0.subject == failure.subject }) {
                unplaced[position].verdicts += failure.verdicts
            } else {
                unplaced.append(failure)
            }
        }
        return (placed, unplaced)
    }

    /// What the host is called, of which something could not be found out.
    private static let hostItself = "host"

    /// What is wrong with how many things there are.
    ///
    /// - Parameter isNamed: Whether their number is said already.
    private func policy(
        _ found: CheckFindings, _ settings: CheckSettings, isNamed: Bool
    ) -> CheckItem.Verdict? {
        let count = found.count ?? found.items.count
        if let least = settings.leastCount, count < least {
            return CheckItem.Verdict(
                .critical, isNamed ? "at least \(least) needed" : "\(counted(count)) of at least \(least)")
        }
        guard found.isEmpty, settings.onEmpty != .ok else { return nil }
        return CheckItem.Verdict(settings.onEmpty, "there are no \(noun.many)")
    }

    private func details(
        _ bad: [Judgement.Finding], _ all: [Judgement.Finding], _ notes: [String], _ settings: CheckSettings
    ) -> [String] {
        let shown = settings.verbosity > 0 ? bad + all.filter { $0.state == .ok } : bad
        let most = max(0, settings.mostItems ?? CheckSettings.mostLines)
        var lines = shown.prefix(most).map { finding in
            let reasons = finding.reasons.joined(separator: ", ")
            var words = [reasons, finding.item.note].filter { !$0.isEmpty }
            if settings.verbosity > 1 { words += finding.values.map(\.description) }
            return "\(finding.state.word) \(finding.item.name)"
                + (words.isEmpty ? "" : ": \(words.joined(separator: "; "))")
        }
        lines += notes.prefix(most - lines.count)
        let rest = shown.count + notes.count - lines.count
        if rest > 0 { lines.append("and \(rest) more; raise --max-items to have them") }
        return lines
    }

    private func choice(
        of findings: [Judgement.Finding], beside lines: [String], _ settings: CheckSettings
    ) -> PerfdataChoice {
        let room = PerfdataChoice.room - lines.reduce(0) { $0 + $1.utf8.count + 1 }
        return PerfdataChoice(settings.perfdata == .full ? findings : [], most: settings.mostItems, room: room)
    }
}

extension CheckFindings {
    /// These with other things besides.
    fileprivate func listing(_ others: [CheckItem]) -> CheckFindings {
        var findings = self
        findings.items += others
        findings.count = count.map { $0 + others.count }
        return findings
    }
}

extension CheckInput {
    /// How old the sample is, in seconds.
    var age: Double { max(0, (now - snapshot.startedAt) / .seconds(1)) }

    /// How old a sample may be, in seconds, unless the operator says: three of the daemon's rounds, and a minute at least.
    var patience: Double { max(60, (daemonInterval ?? 0) * 3) }

    /// What is to be said when libvirt gave no sample; `nil` if it did.
    var outage: CheckItem.Verdict? {
        let status = snapshot.status
        guard !status.isUp else { return nil }
        guard status.rounds > 0 || !status.problems.isEmpty else {
            return CheckItem.Verdict(.unknown, "there is no sample yet; ask again in some seconds")
        }
        let worst = status.problems.first { $0.kind != .failed && $0.kind != .unsupported } ?? status.problems.first
        let state = worst?.kind == .misconfigured ? ServiceState.unknown : .critical
        guard let worst else { return CheckItem.Verdict(state, "libvirt does not answer") }
        // of a URI that is long the line has no room for more, and what is wrong would not be said
        let words = worst.kind == .unreachable ? "cannot reach libvirt: " : ""
        return CheckItem.Verdict(state, words + worst.description)
    }
}
