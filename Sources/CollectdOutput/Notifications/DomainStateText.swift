import Snapshot

/// libvirt's states of a domain with their reasons: the numbers, and the words that the `virt` plugin has for them.
enum DomainStateText {
    /// A state, by libvirt's number.
    private struct State: Sendable {
        let name: String
        let text: String
        /// libvirt's names of its reasons, whose numbers are their places, and the plugin's words.
        let reasons: [(name: String, text: String)]

        init(_ name: String, _ text: String, _ reasons: KeyValuePairs<String, String> = [:]) {
            self.name = name
            self.text = text
            self.reasons = [("unknown", unknownReason)] + reasons.map { ($0.key, $0.value) }
        }
    }

    static let unknownReason = "the reason is unknown"

    private static let states = [
        State("nostate", "no state"),
        State(
            "running", "the domain is running",
            [
                "booted": "normal startup from boot", "migrated": "migrated from another host",
                "restored": "restored from a state file", "from_snapshot": "restored from snapshot",
                "unpaused": "returned from paused state", "migration_canceled": "returned from migration",
                "save_canceled": "returned from failed save process",
                "wakeup": "returned from pmsuspended due to wakeup event", "crashed": "resumed from crashed",
                "postcopy": "running in post-copy migration mode",
                "postcopy_failed": "running after a failed post-copy",
            ]),
        State("blocked", "the domain is blocked on resource"),
        State(
            "paused", "the domain is paused by user",
            [
                "user": "paused on user request", "migration": "paused for offline migration",
                "save": "paused for save", "dump": "paused for offline core dump",
                "ioerror": "paused due to a disk I/O error", "watchdog": "paused due to a watchdog event",
                "from_snapshot": "paused after restoring from snapshot",
                "shutting_down": "paused during shutdown process", "snapshot": "paused while creating a snapshot",
                "crashed": "paused due to a guest crash", "starting_up": "the domain is being started",
                "postcopy": "paused for post-copy migration", "postcopy_failed": "paused after failed post-copy",
                "api_error": "paused after a failure during a call of libvirt's",
            ]),
        State("shutdown", "the domain is being shut down", ["user": "shutting down on user request"]),
        State(
            "shutoff", "the domain is shut off",
            [
                "shutdown": "normal shutdown", "destroyed": "forced poweroff", "crashed": "domain crashed",
                "migrated": "migrated to another host", "saved": "saved to a file", "failed": "domain failed to start",
                "from_snapshot": "restored from a snapshot which was taken while domain was shutoff",
                "daemon": "daemon decides to kill domain during reconnection processing",
            ]),
        State("crashed", "the domain is crashed", ["panicked": "domain panicked"]),
        State("pmsuspended", "the domain is suspended by guest power management"),
    ]

    /// The number of a state's reason; `nil` for one that this code does not know by its name.
    static func number(of reason: String, in state: Int32) -> UInt64? {
        if let known = self.state(state)?.reasons.firstIndex(where: { $0.name == reason }) { return UInt64(known) }
        return UnknownName.number(reason)
    }

    /// What is told of a guest in this state.
    ///
    /// - Parameters:
    ///   - reason: libvirt's name of it.
    ///   - words: What is said rather than the reason.
    ///   - isCompatible: Whether that is what the `virt` plugin tells, its mistakes with it.
    /// - Returns: `nil` for what the plugin tells nothing of.
    static func notice(
        state number: Int32, reason: String?, words: String? = nil, isCompatible: Bool
    ) -> (severity: CollectdNotification.Severity, message: String)? {
        guard let state = state(number) else { return nil }
        let reason = reason ?? "unknown"
        let text = words ?? state.reasons.first { $0.name == reason }?.text
        if isCompatible {
            guard let text, state.name != "pmsuspended", !later.contains("\(state.name) \(reason)") else { return nil }
            let severity: CollectdNotification.Severity =
                switch state.name {
                case "blocked", "paused": .warning
                case "crashed": .failure
                default: .okay
                }
            return (severity, "Domain state: \(state.text). Reason: \(text)")
        }
        let stateText = state.name == "paused" && reason != "user" ? "the domain is paused" : state.text
        return (
            severity(state.name, reason), "Domain state: \(stateText). Reason: \(text ?? unknownReason)"
        )
    }

    /// States and reasons that the `virt` plugin has no words for.
    private static let later: Set = [
        "crashed panicked", "paused api_error", "running postcopy_failed",
    ]

    private static func severity(_ state: String, _ reason: String) -> CollectdNotification.Severity {
        switch (state, reason) {
        case ("crashed", _), ("shutoff", "crashed"), ("shutoff", "failed"): .failure
        case ("paused", "ioerror"), ("paused", "watchdog"), ("paused", "crashed"), ("paused", "api_error"),
            ("paused", "postcopy_failed"), ("running", "postcopy_failed"):
            .failure
        case ("blocked", _), ("paused", _), ("pmsuspended", _): .warning
        default: .okay
        }
    }

    private static func state(_ number: Int32) -> State? {
        states.indices.contains(Int(number)) ? states[Int(number)] : nil
    }
}
