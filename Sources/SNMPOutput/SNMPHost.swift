public import Snapshot

/// What SNMP is told of a host beside its sample.
public struct SNMPHost: Sendable {
    /// Whether `vmCpuAffinityTable` has rows; without them the agent is not compliant with VM-MIB.
    public var showsAffinity = true
    /// `vmPerVMNotificationsEnabled`.
    public var sendsPerGuest = true
    /// `vmBulkNotificationsEnabled`.
    public var sendsBulk = true
    /// `vmHvObjectID`: who made the hypervisor; 0.0 unless the operator says.
    public var hypervisorID: OID = [0, 0]
    /// Numbers of the host's interfaces by name, as `ifIndex` has them; empty where the host is another one.
    public var interfaceNumbers: [String: UInt32] = [:]
    /// The same of what guests' direct interfaces lie on, by the names of those.
    public var parentNumbers: [String: UInt32] = [:]
    /// The host's processors that are on; `nil` where the host is another one, whose are taken to be the first.
    public var processors: CPUSet?
    /// Where ``VirtpulseMIB`` is.
    public var base = VirtpulseMIB.defaultBase

    /// A host of which nothing is known.
    public init() {}
}

/// A sample, as SNMP tells of it.
public struct SNMPSample: Sendable {
    /// The sample.
    public let snapshot: Snapshot
    /// The numbers of what is in it.
    public let indexes: IndexBook
    /// What is known beside it.
    public let host: SNMPHost
    /// When its round began: hundredths of a second since the hypervisor was initialized.
    public let startedTicks: Int64
    /// Seconds of Unix time at the tick 0.
    public let unixOrigin: Double
    /// When a guest last came or went, likewise.
    public let changedTicks: Int64
    /// Where it comes from.
    public let source: Origin
    /// Whether libvirt answers now.
    public let isConnected: Bool
    /// Whether the sample is too old for its states to be believed.
    public let isStale: Bool

    /// A sample with these parts.
    public init(
        _ snapshot: Snapshot, indexes: IndexBook, host: SNMPHost, startedTicks: Int64, unixOrigin: Double,
        changedTicks: Int64, source: Origin, isConnected: Bool, isStale: Bool
    ) {
        self.snapshot = snapshot
        self.indexes = indexes
        self.host = host
        self.startedTicks = startedTicks
        self.unixOrigin = unixOrigin
        self.changedTicks = changedTicks
        self.source = source
        self.isConnected = isConnected
        self.isStale = isStale
    }

    /// Where samples come from.
    public enum Origin: Int32, Hashable, Sendable {
        /// The daemon.
        case feed = 1
        /// libvirt itself.
        case libvirt = 2
    }

    /// The tick of a moment of the sample's clock.
    func ticks(_ moment: MonotonicTime) -> Int64 {
        startedTicks + Int64((moment - snapshot.startedAt) / .milliseconds(10))
    }

    /// The tick of a moment of Unix time.
    func ticks(unix: Double) -> Int64? { Int64(exactly: ((unix - unixOrigin) * 100).rounded()) }
}

/// How the program that answers SNMP fares.
public struct AgentCounts: Hashable, Sendable {
    /// Notifications that were sent.
    public var notificationsSent: UInt64 = 0
    /// Changes of guests that nobody was told of, and notifications that no master was there to take.
    public var notificationsDropped: UInt64 = 0
    /// How often a session with the master agent was opened.
    public var sessions: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
