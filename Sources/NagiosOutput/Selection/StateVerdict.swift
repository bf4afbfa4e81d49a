import Snapshot

extension DomainSample {
    /// Whether it is in use: it may be paused, but it is neither off nor crashed.
    var isUp: Bool { identity.id != nil && state?.name != "crashed" && state?.name != "shutoff" }

    /// How long its state has been the one it is, in seconds; `nil` if that was not seen.
    func stateAge(_ input: CheckInput) -> Double? { stateChangedAt.map { max(0, input.time - $0) } }
}

extension CheckInput {
    /// How bad a guest's state is, by the operator's map or else ours; `nil` of a guest that is well.
    func verdict(of guest: DomainSample, _ settings: CheckSettings) -> CheckItem.Verdict? {
        guard let state = guest.state else { return CheckItem.Verdict(.unknown, "its state is not known") }
        let how =
            settings.stateMap.state(state.name, reason: state.reason)
            ?? against(settings.expected, state, usual(state, of: guest, settings))
        guard how != .ok else { return nil }
        let age = guest.stateAge(self).map { " for \(HumanNumber.text($0, .seconds))" } ?? ""
        return CheckItem.Verdict(how, state.summary + age)
    }

    /// How bad a state is where the operator expects some.
    ///
    /// What passes by itself may do so; and that a guest is off is no fault where it may be.
    private func against(_ expected: Set<String>, _ state: NamedState, _ usual: ServiceState) -> ServiceState {
        guard !expected.isEmpty else { return usual }
        // one that is blocked runs, but waits for something
        if expected.contains(state.name == "blocked" && expected.contains("running") ? "running" : state.name) {
            return state.isPlainlyOff ? .ok : usual
        }
        return usual == .ok && state.passes ? .ok : .critical
    }

    private func usual(_ state: NamedState, of guest: DomainSample, _ settings: CheckSettings) -> ServiceState {
        switch (state.name, state.reason ?? "") {
        case ("crashed", _), ("running", "postcopy_failed"): .critical
        case ("paused", "ioerror"), ("paused", "crashed"), ("paused", "postcopy_failed"), ("paused", "api_error"),
            ("paused", "watchdog"):
            .critical
        case ("shutoff", "crashed"), ("shutoff", "failed"), ("shutoff", "daemon"): .critical
        case ("shutoff", _): settings.selection.names(guest.identity) ? .critical : .ok
        case _ where state.passes:
            // that it passes cannot be told apart without knowing since when
            guest.stateAge(self) ?? 0 > settings.grace ?? Self.passing ? .warning : .ok
        case ("paused", _), ("pmsuspended", _): .warning
        case ("running", _), ("blocked", _): .ok
        // libvirt does not know, nostate among them
        default: .unknown
        }
    }

    /// Seconds after which what passes by itself should have: a dump or a save of much memory takes minutes.
    private static let passing = 300.0

    /// Whether the operator lets a guest be off for now, as it went off, or the host started, a short time ago.
    func isInGrace(_ guest: DomainSample, _ settings: CheckSettings) -> Bool {
        guard let grace = settings.grace, let age = longestOff(guest) else { return false }
        return age <= grace
    }

    /// What is to be said of a guest that is off and that no grace can hold for; empty if one could.
    func noteOfGrace(_ guest: DomainSample, _ settings: CheckSettings) -> String {
        settings.grace != nil && longestOff(guest) == nil ? "since when is not known, so no grace holds" : ""
    }

    /// For how long a guest that is off can have been, in seconds; `nil` if that is not known.
    private func longestOff(_ guest: DomainSample) -> Double? {
        [guest.stateAge(self), hostUptime].compactMap { $0 }.min()
    }
}

extension NamedState {
    /// Whether it ends by itself.
    fileprivate var passes: Bool {
        let reasons = ["migration", "save", "dump", "snapshot", "starting_up", "shutting_down", "postcopy"]
        return name == "shutdown" || name == "paused" && reasons.contains(reason ?? "")
    }

    /// Whether it is off, and did not fail.
    fileprivate var isPlainlyOff: Bool {
        name == "shutoff" && !["crashed", "failed", "daemon"].contains(reason ?? "")
    }
}

extension Sequence<DomainSample> {
    /// How many there are in each state, the most common first: `11 running, 1 shutoff`.
    var stateSummary: String? {
        let counts = Dictionary(grouping: self) { $0.state?.name ?? "unknown" }.mapValues(\.count)
        let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
