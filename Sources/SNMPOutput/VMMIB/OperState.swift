public import Snapshot

/// `VirtualMachineOperState` (RFC 7666).
public enum OperState: Int32, Hashable, Sendable {
    /// It could not be obtained.
    case unknown = 1
    /// One that the module does not define.
    case other
    /// It is being made ready.
    case preparing
    /// It runs.
    case running
    /// Its memory is being saved.
    case suspending
    /// Its memory is saved, and it is not resident.
    case suspended
    /// Its memory is being restored.
    case resuming
    /// It is resident, and not scheduled.
    case paused
    /// It is on its way from or to another hypervisor.
    case migrating
    /// It is shutting down.
    case shuttingdown
    /// It is down.
    case shutdown
    /// It crashed.
    case crashed

    /// What a state of libvirt's is.
    public init(_ state: NamedState?) {
        guard let state else {
            self = .unknown
            return
        }
        self =
            switch (state.name, state.reason) {
            case ("nostate", _): .unknown
            case ("running", "postcopy"), ("running", "postcopy_failed"): .migrating
            case ("running", _), ("blocked", _): .running
            case ("paused", "migration"), ("paused", "postcopy"), ("paused", "postcopy_failed"): .migrating
            case ("paused", "save"): .suspending
            case ("paused", "shutting_down"): .shuttingdown
            case ("paused", "crashed"): .crashed
            case ("paused", "starting_up"): .preparing
            case ("paused", _), ("pmsuspended", _): .paused
            case ("shutdown", _): .shuttingdown
            case ("shutoff", "saved"): .suspended
            case ("shutoff", "crashed"): .crashed
            case ("shutoff", _): .shutdown
            case ("crashed", _): .crashed
            default: .other
            }
    }
}

/// `VirtualMachineAdminState` (RFC 7666): what is wanted of a guest, as far as its state tells.
enum AdminState: Int32 {
    case running = 1
    case suspended
    case paused
    case shutdown

    init(_ state: NamedState?) {
        self =
            switch (state?.name, state?.reason) {
            case ("paused", "save"), ("shutoff", "saved"): .suspended
            case ("paused", "shutting_down"), ("shutdown", _), ("shutoff", _): .shutdown
            case ("paused", "migration"), ("paused", "postcopy"), ("paused", "postcopy_failed"), ("paused", "crashed"),
                ("paused", "starting_up"):
                .running
            case ("paused", _): .paused
            default: .running
            }
    }
}
