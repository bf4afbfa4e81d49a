/// Why a guest is in a state, by libvirt's names.
///
/// A map of states is checked against it: a reason that is misspelt would never hold, and nobody would know.
enum StateReasons {
    /// The reasons of a state; none of one that is not known.
    static func names(of state: String) -> [String] { table[state] ?? [] }

    private static let table: [String: [String]] = [
        "nostate": ["unknown"],
        "running": [
            "unknown", "booted", "migrated", "restored", "from_snapshot", "unpaused", "migration_canceled",
            "save_canceled", "wakeup", "crashed", "postcopy", "postcopy_failed",
        ],
        "blocked": ["unknown"],
        "paused": [
            "unknown", "user", "migration", "save", "dump", "ioerror", "watchdog", "from_snapshot", "shutting_down",
            "snapshot", "crashed", "starting_up", "postcopy", "postcopy_failed", "api_error",
        ],
        "shutdown": ["unknown", "user"],
        "shutoff": [
            "unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot", "daemon",
        ],
        "crashed": ["unknown", "panicked"],
        "pmsuspended": ["unknown"],
    ]
}
