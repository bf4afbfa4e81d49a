import CLibvirt

/// What a domain is doing (`virDomainState`).
public struct DomainState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The state with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The driver has no notion of state here.
    public static let noState = DomainState(rawValue: 0)
    /// Running.
    public static let running = DomainState(rawValue: 1)
    /// Blocked on a resource (Xen).
    public static let blocked = DomainState(rawValue: 2)
    /// Paused.
    public static let paused = DomainState(rawValue: 3)
    /// Being shut down.
    public static let shutdown = DomainState(rawValue: 4)
    /// Shut off.
    public static let shutoff = DomainState(rawValue: 5)
    /// Crashed.
    public static let crashed = DomainState(rawValue: 6)
    /// Suspended by the guest's power management.
    public static let pmSuspended = DomainState(rawValue: 7)

    /// Every state this code knows, in libvirt's order.
    public static let known = (0..<Int32(names.count)).map { DomainState(rawValue: $0) }

    static let names = ["nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// Why a domain is in its state; the same number means something else in every state.
public struct DomainStateReason: Hashable, Sendable, CustomStringConvertible {
    /// The state that the reason explains.
    public var state: DomainState
    /// libvirt's number within the state.
    public var rawValue: Int32

    /// The reason with this number in this state.
    public init(state: DomainState, rawValue: Int32) {
        self.state = state
        self.rawValue = rawValue
    }

    /// libvirt's name in lowercase such as `booted` or `ioerror`, or `unknown(N)` for a number this code does not know.
    public var description: String { name(of: rawValue, in: Self.names(in: state)) }

    /// The names of a state's reasons; a reason's number is its place.
    public static func names(in state: DomainState) -> [String] { tables[state.rawValue] ?? [] }

    private static let tables: [Int32: [String]] = [
        DomainState.noState.rawValue: ["unknown"],
        DomainState.running.rawValue: [
            "unknown", "booted", "migrated", "restored", "from_snapshot", "unpaused", "migration_canceled",
            "save_canceled", "wakeup", "crashed", "postcopy", "postcopy_failed",
        ],
        DomainState.blocked.rawValue: ["unknown"],
        DomainState.paused.rawValue: [
            "unknown", "user", "migration", "save", "dump", "ioerror", "watchdog", "from_snapshot", "shutting_down",
            "snapshot", "crashed", "starting_up", "postcopy", "postcopy_failed", "api_error",
        ],
        DomainState.shutdown.rawValue: ["unknown", "user"],
        DomainState.shutoff.rawValue: [
            "unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from_snapshot", "daemon",
        ],
        DomainState.crashed.rawValue: ["unknown", "panicked"],
        DomainState.pmSuspended.rawValue: ["unknown"],
    ]
}

extension Connection {
    /// A domain's state and the reason for it (`virDomainGetState`).
    public func state(of domain: DomainReference) throws(LibvirtError) -> DomainStateReason {
        try perform("virDomainGetState", on: domain) { raw in
            var state: Int32 = 0
            var reason: Int32 = 0
            guard virDomainGetState(raw, &state, &reason, 0) == 0 else { return nil }
            return DomainStateReason(state: DomainState(rawValue: state), rawValue: reason)
        }
    }
}
