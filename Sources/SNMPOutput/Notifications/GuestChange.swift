public import Snapshot

/// A guest that is in another state than it was, or is down in the same one.
public struct GuestChange: Hashable, Sendable {
    /// What a guest has become: the notifications of VM-MIB, by their numbers (RFC 7666).
    public enum Kind: UInt, CaseIterable, Hashable, Sendable {
        /// It runs.
        case running = 1
        /// It is shutting down.
        case shuttingdown
        /// It is down.
        case shutdown
        /// It is paused.
        case paused
        /// Its memory is being saved.
        case suspending
        /// Its memory is saved.
        case suspended
        /// Its memory is being restored.
        case resuming
        /// It is on its way.
        case migrating
        /// It crashed.
        case crashed
        /// It is gone.
        case deleted

        /// What tells of this state; `nil` for one that nothing tells of.
        init?(_ state: OperState) {
            switch state {
            case .running: self = .running
            case .shuttingdown: self = .shuttingdown
            case .shutdown: self = .shutdown
            case .paused: self = .paused
            case .suspending: self = .suspending
            case .suspended: self = .suspended
            case .resuming: self = .resuming
            case .migrating: self = .migrating
            case .crashed: self = .crashed
            case .unknown, .other, .preparing: return nil
            }
        }
    }

    /// Whether a guest runs, and its state by libvirt: what LIBVIRT-MIB shows of it.
    public struct Presence: Hashable, Sendable {
        /// Its state by `virDomainState`; `nil` if it is gone, or libvirt does not say.
        public let number: Int32?
        /// Whether it is active.
        public let isActive: Bool
    }

    /// What it has become.
    public let kind: Kind
    /// The guest.
    public let uuid: DomainIdentity.UUID
    /// Its name; a tenant's text.
    public let name: String
    /// The state it was in before.
    public let previous: OperState
    /// What it was when it was last told of, or seen first; `nil` if it never was.
    public let before: Presence?
    /// What it is now.
    public let now: Presence
    /// Whether its configuration outlives its run; `nil` if that is not known.
    public let isPersistent: Bool?

    /// Whether VM-MIB tells of it: not of a guest that crashed and is taken down, which is crashed(12) as it was before.
    var isOfVMMIB: Bool { Kind(previous) != kind }
}
