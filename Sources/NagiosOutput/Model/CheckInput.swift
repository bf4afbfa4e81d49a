public import Snapshot

/// What is known when a check is made.
public struct CheckInput: Sendable {
    /// The sample.
    public var snapshot: Snapshot
    /// One of the same host some seconds before, for rates; `nil` if there is none.
    public var previous: Snapshot?
    /// How much later the same moment is on the newer one's clock than on the earlier one's.
    public var previousShift = Duration.zero
    /// The moment now on the newer one's clock.
    public var now: MonotonicTime
    /// The moment now: seconds of Unix time.
    public var time: Double
    /// What libvirt was asked of beside.
    public var answers: DirectAnswers
    /// What was announced, by rising time; `nil` if nobody could be asked.
    public var events: [GuestEvent]?
    /// Since when those are all there were: seconds of Unix time; `nil` if the daemon does not say.
    public var eventsCompleteSince: Double?
    /// How many of before the first of them the daemon no longer keeps.
    public var eventsForgotten: UInt64 = 0
    /// How often the daemon samples, in seconds; `nil` if libvirt was asked itself.
    public var daemonInterval: Double?
    /// For how long the host has run, in seconds; `nil` if it is another machine than this.
    public var hostUptime: Double?
    /// What is known of how jobs go on, this look included; `nil` if nobody keeps that.
    public var progress: ProgressMemory?
    /// Whether that is kept from one check to the next, rather than of a moment.
    public var isProgressKept = false
    /// Why it could not be kept for the next check, if it could not.
    public var progressTrouble: String?
    /// What is to be said beside of how things were found out, a line each.
    public var remarks: [String] = []

    /// The guests that are meant, by name.
    func guests(_ settings: CheckSettings) -> [DomainSample] {
        snapshot.domains.filter { settings.selection.admits($0, answers.metadata[$0.identity.uuid] ?? [:]) }
    }

    /// Those of them that run.
    func running(_ settings: CheckSettings) -> [DomainSample] { guests(settings).filter { $0.identity.id != nil } }

    /// What is said of those that do not run in a mode of those that do, if they are to be listed.
    func inactive(_ mode: CheckMode, _ settings: CheckSettings) -> [CheckItem] {
        guard mode.isOfRunning, settings.selection.listsInactive else { return [] }
        return guests(settings).filter { $0.identity.id == nil }.map { guest in
            CheckItem(
                settings.name(of: guest.identity), note: guest.state?.summary ?? "not running", isMeasured: false)
        }
    }

    /// What is known with a sample alone.
    public init(_ snapshot: Snapshot, previous: Snapshot? = nil, now: MonotonicTime, time: Double) {
        self.snapshot = snapshot
        self.previous = previous
        self.now = now
        self.time = time
        answers = DirectAnswers()
    }
}

/// What libvirt answered of single guests, pools and networks; what it was not asked or did not answer has no entry.
public struct DirectAnswers: Sendable {
    /// How long it took libvirt to answer the first call over a new connection, in seconds.
    public var connectionTime: Double?
    /// By guest, what stands in its metadata, by the XPath that it was asked for.
    public var metadata: [DomainIdentity.UUID: [String: [String]]] = [:]
    /// By guest, its disks that are in error with libvirt's number of it (`virDomainDiskErrorCode`).
    public var diskErrors: [DomainIdentity.UUID: [(disk: String, error: Int32)]] = [:]
    /// By guest.
    public var snapshots: [DomainIdentity.UUID: [SavedPoint]] = [:]
    /// By guest that runs, how many images the longest chain of its disks has; 1 of a disk that rests on none.
    public var chains: [DomainIdentity.UUID: Int] = [:]
    /// By guest.
    public var checkpoints: [DomainIdentity.UUID: [SavedPoint]] = [:]
    /// By guest, whether it has a managed save image.
    public var managedSaves: [DomainIdentity.UUID: Bool] = [:]
    /// By guest.
    public var blockJobs: [DomainIdentity.UUID: [BlockJob]] = [:]
    /// By guest that runs.
    public var agents: [DomainIdentity.UUID: AgentState] = [:]
    /// By guest.
    public var fileSystems: [DomainIdentity.UUID: [FileSystemUse]] = [:]
    /// By guest that runs and has a configuration for the next start, what that has otherwise, in few words each.
    public var drifts: [DomainIdentity.UUID: [String]] = [:]
    /// By guest, what libvirt warns of.
    public var messages: [DomainIdentity.UUID: [String]] = [:]
    /// The volumes of all pools that are active.
    public var volumes: [Volume] = []
    /// The sources of all guests' disks, with what those rest on.
    public var usedPaths: Set<String> = []
    /// By network that lends addresses.
    public var leases: [String: AddressUse] = [:]
    /// By size of a page.
    public var hugePages: [HugePages] = []
    /// Pools whose volumes were listed.
    public var readPools: Set<String> = []
    /// Guests that went meanwhile, or went off.
    public var gone: Set<DomainIdentity.UUID> = []
    /// Questions that the driver, or the library, cannot answer of some guest or any.
    public var unsupported: Set<DirectQuestion> = []
    /// What could not be found out.
    public var failures: [DirectFailure] = []

    /// Nothing asked.
    public init() {}

    /// A snapshot or a checkpoint.
    public struct SavedPoint: Sendable {
        /// Its name; a tenant's text.
        public let name: String
        /// When it was made: seconds of Unix time.
        public let createdAt: Double?

        /// The snapshot or checkpoint of these parts.
        public init(name: String, createdAt: Double?) {
            self.name = name
            self.createdAt = createdAt
        }
    }

    /// A job of a disk.
    public struct BlockJob: Sendable {
        /// The disk's target.
        public let disk: String
        /// `pull`, `copy`, `commit`, `active_commit`, `backup`, or `unknown(N)`.
        public let kind: String
        /// How far it is, of ``end``; no unit.
        public let current: UInt64
        /// Where it ends, as it seems now.
        public let end: UInt64

        /// The job of these parts.
        public init(disk: String, kind: String, current: UInt64, end: UInt64) {
            self.disk = disk
            self.kind = kind
            self.current = current
            self.end = end
        }
    }

    /// What is known of a guest's agent.
    public enum AgentState: Sendable {
        /// Its channel is connected, and it answered if it was asked.
        case connected
        /// Nothing in the guest has opened the channel.
        case disconnected
        /// The channel is connected, but it does not answer.
        case silent
        /// There is a channel, of which libvirt tells nothing.
        case untold
        /// There is no channel for one.
        case absent
    }

    /// How full a file system of a guest is.
    public struct FileSystemUse: Sendable {
        /// Where it is mounted; a tenant's text.
        public let mountPoint: String
        /// Its type, such as `ext4`, a tenant's text; `nil` if the agent does not say.
        public let type: String?
        /// Bytes; `nil` if the agent does not say.
        public let total: UInt64?
        /// Bytes; `nil` if the agent does not say.
        public let used: UInt64?

        /// The use of these parts.
        public init(mountPoint: String, type: String? = nil, total: UInt64?, used: UInt64?) {
            self.mountPoint = mountPoint
            self.type = type
            self.total = total
            self.used = used
        }
    }

    /// A volume of a storage pool.
    public struct Volume: Sendable {
        /// The pool's name.
        public let pool: String
        /// Its name.
        public let name: String
        /// Where it is, which is what guests' disks have.
        public let path: String
        /// Bytes that a guest sees.
        public let capacity: UInt64
        /// Bytes in use in the pool.
        public let allocation: UInt64

        /// The volume of these parts.
        public init(pool: String, name: String, path: String, capacity: UInt64, allocation: UInt64) {
            self.pool = pool
            self.name = name
            self.path = path
            self.capacity = capacity
            self.allocation = allocation
        }
    }

    /// How many addresses of a network are lent.
    public struct AddressUse: Sendable {
        /// Leases that hold.
        public let lent: Int
        /// Addresses in its ranges.
        public let size: Int

        /// The use of these parts.
        public init(lent: Int, size: Int) {
            self.lent = lent
            self.size = size
        }
    }

    /// The host's pages of a size.
    public struct HugePages: Sendable {
        /// Bytes.
        public let size: UInt64
        /// How many there are; `nil` if it is not known.
        public let total: UInt64?
        /// How many of them nothing uses.
        public let free: UInt64

        /// The pages of these parts.
        public init(size: UInt64, total: UInt64?, free: UInt64) {
            self.size = size
            self.total = total
            self.free = free
        }
    }

    /// What could not be found out.
    public struct DirectFailure: Sendable {
        /// What was asked.
        public let question: DirectQuestion
        /// Of which guest, pool or network; `nil` if of the host.
        public let subject: String?
        /// Why there is no answer.
        public let reason: String

        /// The failure of these parts.
        public init(_ question: DirectQuestion, of subject: String?, _ reason: String) {
            self.question = question
            self.subject = subject
            self.reason = reason
        }
    }
}
