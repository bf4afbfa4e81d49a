import Snapshot

/// The state that a guest is in after an event, as the `virt` plugin takes it.
struct LifecycleNotice {
    /// A number of `virDomainState`.
    let state: Int32
    /// libvirt's name of the reason.
    let reason: String

    /// The state after this event; `nil` for one that tells of none.
    init?(_ event: GuestEvent, isCompatible: Bool) {
        guard let kind = DomainEvents.Kind(rawValue: event.kind) else { return nil }
        let detail = event.detail ?? ""
        switch kind {
        case .defined, .undefined: (state, reason) = (0, "unknown")
        case .started: (state, reason) = (1, Self.started[detail] ?? "unknown")
        case .resumed: (state, reason) = (1, Self.resumed(detail, isCompatible))
        case .suspended: (state, reason) = (3, Self.suspended(detail, isCompatible))
        case .shutdown: (state, reason) = (4, detail == "finished" ? "user" : "unknown")
        case .stopped: (state, reason) = (5, Self.stopped.contains(detail) ? detail : "unknown")
        case .crashed: (state, reason) = (6, detail == "panicked" ? detail : "unknown")
        case .pmsuspended: (state, reason) = (7, "unknown")
        default: return nil
        }
    }

    private static let started = [
        "booted": "booted", "migrated": "migrated", "restored": "restored", "from_snapshot": "from_snapshot",
        "wakeup": "wakeup",
    ]
    private static let stopped: Set = [
        "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot",
    ]

    private static func resumed(_ detail: String, _ isCompatible: Bool) -> String {
        switch detail {
        case "unpaused", "migrated", "from_snapshot", "postcopy": detail
        case "postcopy_failed" where !isCompatible: detail
        default: "unknown"
        }
    }

    private static func suspended(_ detail: String, _ isCompatible: Bool) -> String {
        switch detail {
        case "paused": "user"
        case "migrated": "migration"
        case "ioerror", "watchdog", "from_snapshot", "postcopy", "postcopy_failed": detail
        case "api_error" where !isCompatible: detail
        case "guest_shutdown" where !isCompatible: "shutting_down"
        default: "unknown"
        }
    }
}
