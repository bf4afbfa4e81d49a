public import Catalogue
public import Snapshot

/// Where the sampler gets its facts: libvirt, or a test's stand-in.
public protocol StatsSource: Sendable {
    /// A connection of its own.
    associatedtype Session: StatsSession

    /// Whether one connection must serve everything, because another would see another host.
    var hasOneConnection: Bool { get }

    /// Where rounds run what they do between the answers, best a thread of its own; `nil` for anywhere.
    var executor: (any TaskExecutor)? { get }

    /// Whether the last control connection broke meanwhile.
    var isLost: Bool { get }

    /// When the run of a domain began, in seconds of Unix time, as far as that can be told without asking the host.
    ///
    /// Must not block.
    func startTime(of domain: DomainIdentity) -> Double?

    /// Opens a connection of its own.
    ///
    /// - Parameter role: What it will be asked.
    /// - Throws: ``StatsFailure`` of the kind `unreachable` if libvirt is not there.
    func open(_ role: SessionRole) async throws(StatsFailure) -> Session
}

/// What a connection is for.
public enum SessionRole: Hashable, Sendable {
    /// The inventory, and everything that is asked about a host as a whole or about one domain.
    case control
    /// The numbers of active domains.
    case statistics
}

/// One connection to a source.
///
/// Calls on it run one after another; any of them may take for ever, and is then abandoned
/// with its session.
public protocol StatsSession: Sendable {
    /// Where its calls run, so that what is done between two of them needs no change of threads; `nil` for anywhere.
    var executor: (any TaskExecutor)? { get }

    /// Every domain that libvirt knows.
    func inventory() async throws(StatsFailure) -> [InventoryEntry]

    /// The numbers of active domains, in any order.
    ///
    /// A domain that is gone by now is left out. What a driver does not answer is absent.
    /// - Parameter collectors: Groups of the bulk statistics; others are ignored.
    func statistics(
        of domains: [DomainIdentity], collectors: Set<Collector>
    ) async throws(StatsFailure) -> [DomainReading]

    /// The states of inactive domains, whose images must not be opened.
    func states(of domains: [DomainIdentity]) async throws(StatsFailure) -> [DomainReading]

    /// What the XML of a domain says, or `nil` if the domain is gone.
    func facts(of domain: DomainIdentity) async throws(StatsFailure) -> DomainFacts?

    /// The job of an active domain, which waits for whatever other call has the domain.
    ///
    /// - Parameter last: Whether the last job that ended is asked for as well, which waits for nothing.
    /// - Throws: ``StatsFailure`` of the kind `unsupported` if the driver tells of no jobs.
    func jobs(of domain: DomainIdentity, last: Bool) async throws(StatsFailure) -> DomainJobs

    /// The host.
    func host() async throws(StatsFailure) -> HostSample

    /// The storage pools, without refreshing them.
    func storagePools() async throws(StatsFailure) -> ValueSet

    /// The virtual networks.
    func networks() async throws(StatsFailure) -> ValueSet

    /// Gives the connection back; calls after it fail.
    func close() async
}

/// A domain as the inventory has it.
public struct InventoryEntry: Sendable {
    /// Who it is; inactive if its `id` is `nil`.
    public let identity: DomainIdentity
    /// Whether it starts with the host; `nil` if the driver does not say.
    public let isAutostarted: Bool?
    /// Whether it has a configuration that outlives its run; `nil` if the driver does not say.
    public let isPersistent: Bool?
    /// Counts the changes of its XML that were announced; `nil` if the driver announces none.
    public let announcedChanges: UInt64?
    /// What was announced of it so far; `nil` if nothing was.
    public let events: DomainEvents?

    /// The entry of these parts.
    public init(
        identity: DomainIdentity, isAutostarted: Bool?, isPersistent: Bool?, announcedChanges: UInt64? = nil,
        events: DomainEvents? = nil
    ) {
        self.identity = identity
        self.announcedChanges = announcedChanges
        self.events = events
        self.isAutostarted = isAutostarted
        self.isPersistent = isPersistent
    }
}

/// What a source answers about one domain; an object, because it goes through many hands.
public final class DomainReading: Sendable {
    /// Who it is.
    public let identity: DomainIdentity
    /// Its state; `nil` if libvirt did not say.
    public let state: NamedState?
    /// Its numbers.
    public let values: ValueSet
    /// Whether the guest's monitor answered, which another call may hold up; `nil` where the answer does not tell.
    public let reachedMonitor: Bool?

    /// The reading of these parts.
    public init(identity: DomainIdentity, state: NamedState?, values: ValueSet, reachedMonitor: Bool? = nil) {
        self.reachedMonitor = reachedMonitor
        self.identity = identity
        self.state = state
        self.values = values
    }
}
