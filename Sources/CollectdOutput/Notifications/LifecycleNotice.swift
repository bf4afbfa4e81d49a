import Snapshot

/// The state that a guest is in after an event, as the `virt` plugin takes it.
struct LifecycleNotice {
    /// A number of `virDomainState`.
    let state: Int32
    /// libvirt's name of the reason.
    let reason: String
    /// What is said of an event that none of libvirt's reasons fits, rather than the reason.
    let text: String?

    /// The state after this event; `nil` for one that tells of none.
    init?(_ event: GuestEvent, isCompatible: Bool) {
        guard let kind = DomainEvents.Kind(rawValue: event.kind) else { return nil }
        let detail = event.detail ?? ""
        text = isCompatible ? nil : Self.texts["\(event.kind) \(detail)"]
        switch kind {
        case .defined, .undefined: (state, reason) = (0, "unknown")
        case .started: (state, reason) = (1, Self.started[detail] ?? "unknown")
        case .resumed: (state, reason) = (1, Self.resumed(detail, isCompatible))
        case .suspended: (state, reason) = (3, Self.suspended(detail, isCompatible))
        // the plugin takes whoever asked for a user
        case .shutdown: (state, reason) = (4, Self.shutdown.contains(detail) ? "user" : "unknown")
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
    private static let shutdown: Set = ["finished", "guest", "host"]
    private static let stopped: Set = [
        "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot",
    ]

    /// By the names of an event and its detail.
    private static let texts = [
        "defined added": "its definition was added", "defined updated": "its definition was changed",
        "defined renamed": "it was renamed", "defined from_snapshot": "its definition was restored from a snapshot",
        "undefined removed": "its definition was removed", "undefined renamed": "it was renamed",
        "suspended restored": "restored from a state file, paused",
        // libvirt does not tell a guest that did not start from one whose QEMU ended
        "stopped failed": "its emulator or libvirt failed",
        // a guest that is asked to by its power button does it itself
        "shutdown guest": "shutting down by itself", "shutdown host": "shutting down on the host's request",
        "pmsuspended memory": "suspended to memory", "pmsuspended disk": "suspended to disk",
        "crashed crashloaded": "domain panicked, and its crash kernel was loaded",
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
