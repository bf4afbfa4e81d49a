/// What libvirt announced of a domain since the agent began to listen.
public struct DomainEvents: Sendable {
    /// A kind of event; a fixed set, so that tenants cannot make new ones.
    public enum Kind: String, CaseIterable, Sendable {
        // lifecycle
        case defined, undefined, started, suspended, resumed, stopped, shutdown, pmsuspended, crashed
        /// The guest's kernel panicked, as its panic device says.
        case guestPanic = "guest_panic"
        /// The guest rebooted.
        case reboot
        /// A disk failed.
        case ioError = "io_error"
        /// The guest's watchdog fired.
        case watchdog
        /// The host's memory failed under the guest.
        case memoryFailure = "memory_failure"
        /// A device was plugged in.
        case deviceAdded = "device_added"
        /// A device was unplugged.
        case deviceRemoved = "device_removed"
        /// Title, description or metadata changed.
        case metadataChange = "metadata_change"
        /// The balloon reached another size.
        case balloonChange = "balloon_change"
        /// A disk was written beyond its threshold.
        case blockThreshold = "block_threshold"
        /// A job ended, such as a migration or a dump.
        case jobCompleted = "job_completed"
        /// A migration began another pass over the guest's memory; saving and dumping are migrations too.
        case migrationIteration = "migration_iteration"
        /// The guest agent came or went.
        case agentLifecycle = "agent_lifecycle"

        /// Whether the domain's state is another one since.
        public var changesState: Bool {
            switch self {
            case .started, .suspended, .resumed, .stopped, .shutdown, .pmsuspended, .crashed: true
            default: false
            }
        }
    }

    /// How many of each kind there were.
    public private(set) var counts: [Kind: UInt64] = [:]
    /// When its state last changed: seconds of Unix time.
    public private(set) var stateChangedAt: Double?
    /// Its last start; `nil` unless that was seen.
    public var lastStart: Start?
    /// The last job of which libvirt announced the end; `nil` unless that was seen.
    public var lastJob: DomainJob?

    /// No events.
    public init() {}

    /// So many events of each kind.
    public init(counts: [Kind: UInt64]) { self.counts = counts }

    /// Counts an event.
    ///
    /// - Parameter now: Seconds of Unix time.
    public mutating func record(_ kind: Kind, at now: Double) {
        counts[kind, default: 0] += 1
        if kind.changesState { stateChangedAt = now }
    }

    /// The begin of a run of a domain.
    public struct Start: Sendable {
        /// libvirt's number of the run.
        public let run: Int32
        /// Seconds of Unix time.
        public let at: Double

        /// The begin of this run at this time.
        public init(run: Int32, at: Double) {
            self.run = run
            self.at = at
        }
    }
}
