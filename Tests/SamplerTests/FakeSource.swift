import Catalogue
import Sampler
import Snapshot
import Synchronization

/// A host whose answers and faults a test sets.
final class FakeSource: StatsSource {
    struct Host: Sendable {
        var domains: [InventoryEntry] = []
        /// `cpu.time` of each domain by name; one without is gone by the time of the statistics.
        var cpuTimes: [String: UInt64] = [:]
        var openFailure: StatsFailure?
        var inventoryFailure: StatsFailure?
        var statisticsFailure: StatsFailure?
        /// Domains whose error fails every call for statistics that asks about them.
        var broken: Set<String> = []
        /// Domains whose monitor does not answer before the gate is opened.
        var stuck: [String: Gate] = [:]
        /// A domain that gets stuck once its statistics were told.
        var sticksAfterStatistics: String?
        /// The state of active domains.
        var state = NamedState(number: 1, name: "running", reason: "booted")
        /// Domains that a call waits for: others pass them over.
        var jobs: Set<String> = []
        /// Whether the driver knows NOWAIT, and tells of the balloon.
        var passesOver = true
        /// What the groups say that few domains have.
        var optional: [String: Set<Collector>] = [:]
        /// What something else than the host tells of the beginnings of runs, by their IDs.
        var startTimes: [Int32: Double] = [:]
        /// Runs that began since the inventory.
        var newRuns: [String: Int32] = [:]
        /// What the XML says at the end of a title.
        var titleSuffix = ""
        /// The jobs that domains tell when asked; the rest tell of none.
        var currentJobs: [String: DomainJob] = [:]
        var lastJobs: [String: DomainJob] = [:]
        /// Why domains do not tell of their jobs, by name.
        var jobsFailures: [String: StatsFailure] = [:]
        var factsFailure: StatsFailure?
        /// Whether a domain that is stuck holds up whoever asks for its XML.
        var factsNeedJob = false
        var poolsFailure: StatsFailure?
        /// Done whenever an XML is read.
        var onFacts: (@Sendable () -> Void)?
        /// Holds whoever asks for the networks.
        var networksGate: Gate?
        var networksAsked = 0
        /// Statistics calls hang as long as it is closed.
        var gate: Gate?
        /// The same for closing a connection.
        var closeGate: Gate?

        /// Counts the daemons there were: connections to an earlier one are dead.
        var daemon = 0
        var isLost = false
        var hasOneConnection = false
        var opened = 0
        var closed = 0
        var rounds = 0
        var factsRead: [String] = []
        var statisticsAsked: [Set<Collector>] = []
        var domainsAsked: [[String]] = []
        var statesAsked: [String] = []
        /// Domains asked for their jobs, with a `+` behind where the last one was asked for too.
        var jobsAsked: [String] = []
    }

    private let state = Mutex(Host())

    var host: Host { state.withLock { $0 } }

    func change(_ body: (inout Host) -> Void) { state.withLock { body(&$0) } }

    /// Takes the job of a domain: `nil` if another call has it, else what holds the call up, if anything.
    func take(_ name: String) -> Gate?? {
        state.withLock { host in
            if host.jobs.contains(name) { return nil }
            guard let gate = host.stuck[name] else { return .some(nil) }
            host.jobs.insert(name)
            return gate
        }
    }

    /// Makes a domain stuck; what it returns frees it.
    func stick(_ name: String) -> Gate {
        let gate = Gate()
        change { $0.stuck[name] = gate }
        return gate
    }

    /// Frees a domain.
    func free(_ name: String, _ gate: Gate) {
        change { $0.stuck[name] = nil }
        gate.open()
    }

    /// Makes the host have these domains, all running.
    func run(_ names: String..., id: Int32 = 1) { run(names, id: id) }

    /// Makes the host have these domains, all running.
    func run(_ names: [String], id: Int32 = 1) {
        change { host in
            host.domains = names.map { Self.entry($0, id: id) }
            host.cpuTimes = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
        }
    }

    static func entry(_ name: String, id: Int32?) -> InventoryEntry {
        InventoryEntry(
            identity: DomainIdentity(
                name: name, uuid: .init(high: 1, low: UInt64(bitPattern: Int64(name.hashValue))), id: id),
            isAutostarted: nil, isPersistent: true)
    }

    let executor: (any TaskExecutor)? = nil
    var isLost: Bool { state.withLock { $0.isLost } }
    var hasOneConnection: Bool { state.withLock { $0.hasOneConnection } }

    func startTime(of domain: DomainIdentity) -> Double? {
        domain.id.flatMap { host.startTimes[$0] }
    }

    func open(_ role: SessionRole) async throws(StatsFailure) -> FakeSession {
        let failure = state.withLock { host in
            if host.openFailure == nil { host.opened += 1 }
            return host.openFailure
        }
        if let failure { throw failure }
        return FakeSession(source: self, daemon: host.daemon)
    }
}

struct FakeSession: StatsSession {
    let source: FakeSource
    let daemon: Int
    let executor: (any TaskExecutor)? = nil

    private func reachDaemon() throws(StatsFailure) {
        if source.host.daemon != daemon { throw StatsFailure(.unreachable, "the connection is dead") }
    }

    func inventory() async throws(StatsFailure) -> [InventoryEntry] {
        try reachDaemon()
        source.change { $0.rounds += 1 }
        if let failure = source.host.inventoryFailure { throw failure }
        return source.host.domains
    }

    func statistics(
        of domains: [DomainIdentity], collectors: Set<Collector>
    ) async throws(StatsFailure) -> [DomainReading] {
        try reachDaemon()
        source.change {
            $0.statisticsAsked.append(collectors)
            $0.domainsAsked.append(domains.map(\.name))
        }
        await source.host.gate?.pass()
        if let failure = source.host.statisticsFailure { throw failure }
        var readings: [DomainReading] = []
        for domain in domains {
            if source.host.broken.contains(domain.name) { throw StatsFailure(.failed, "\(domain.name) is broken") }
            guard let time = source.host.cpuTimes[domain.name] else { continue }
            let reachedMonitor = await reachMonitor(of: domain.name, collectors)
            var builder = ValueSetBuilder()
            if collectors.contains(.cpuTotal) { builder.add("cpu.time", .unsigned(time)) }
            if reachedMonitor == true { builder.add("balloon.rss", .unsigned(1)) }
            if source.host.optional[domain.name]?.intersection(collectors).contains(.iothread) ?? false {
                builder.add("iothread.1.poll-max-ns", .unsigned(1))
            }
            let state = source.host.state
            let id = source.host.newRuns[domain.name] ?? domain.id
            readings.append(
                DomainReading(
                    identity: DomainIdentity(name: domain.name, uuid: domain.uuid, id: id), state: state,
                    values: builder.finish(), reachedMonitor: reachedMonitor))
        }
        if let name = source.host.sticksAfterStatistics, domains.contains(where: { $0.name == name }) {
            source.change { $0.sticksAfterStatistics = nil }
            _ = source.stick(name)
        }
        return readings
    }

    /// As libvirt does under NOWAIT: a domain with a job is passed over, and the call that has the job waits.
    ///
    /// Whether the monitor was reached shows in the balloon alone.
    private func reachMonitor(of name: String, _ collectors: Set<Collector>) async -> Bool? {
        guard !collectors.isSubset(of: [.state, .interface, .perf, .memory]) else { return nil }
        let gate: Gate?? = source.take(name)
        let isTold = collectors.contains(.balloon) && source.host.passesOver
        guard let gate else {
            // a driver that cannot pass over waits with the others
            if !source.host.passesOver, let gate = source.host.stuck[name] { await gate.pass() }
            return isTold ? false : nil
        }
        if let gate {
            await gate.pass()
            source.change { $0.jobs.remove(name) }
        }
        return isTold ? true : nil
    }

    func states(of domains: [DomainIdentity]) async throws(StatsFailure) -> [DomainReading] {
        source.change { $0.statesAsked += domains.map(\.name) }
        return domains.map { domain in
            let state = NamedState(number: 5, name: "shutoff", reason: "shutdown")
            return DomainReading(identity: domain, state: state, values: ValueSet())
        }
    }

    func facts(of domain: DomainIdentity) async throws(StatsFailure) -> DomainFacts? {
        source.change { $0.factsRead.append(domain.name) }
        source.host.onFacts?()
        if source.host.factsNeedJob, let gate = source.host.stuck[domain.name] { await gate.pass() }
        if let failure = source.host.factsFailure { throw failure }
        var facts = DomainFacts()
        facts.title = "title of \(domain.name)\(source.host.titleSuffix)"
        return facts
    }

    func jobs(of domain: DomainIdentity, last: Bool) async throws(StatsFailure) -> DomainJobs {
        source.change { $0.jobsAsked.append(domain.name + (last ? "+" : "")) }
        _ = await reachMonitor(of: domain.name, [.balloon])
        if let failure = source.host.jobsFailures[domain.name] { throw failure }
        let current = source.host.currentJobs[domain.name]
        return DomainJobs(current: current, last: last && current == nil ? source.host.lastJobs[domain.name] : nil)
    }

    func host() async throws(StatsFailure) -> HostSample {
        HostSample(
            uri: "fake:///", hostname: "fake", cpuModel: nil, driver: "FAKE", hypervisorVersion: nil,
            daemonVersion: nil, libraryVersion: nil, values: ValueSet())
    }

    func storagePools() async throws(StatsFailure) -> ValueSet {
        if let failure = source.host.poolsFailure { throw failure }
        return ValueSet()
    }

    func networks() async throws(StatsFailure) -> ValueSet {
        source.change { $0.networksAsked += 1 }
        await source.host.networksGate?.pass()
        var builder = ValueSetBuilder()
        builder.add(Catalogue.id(of: "virNetworkIsActive"), named: "default", .boolean(true))
        return builder.finish()
    }

    func close() async {
        await source.host.closeGate?.pass()
        source.change { $0.closed += 1 }
    }
}

/// Holds whoever passes until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// How many are held.
    var held: Int { state.withLock { $0.waiting.count } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Waits until a condition holds that other tasks bring about.
///
/// - Parameter patience: How often to look again, ten milliseconds apart, once nothing seems to go on.
func eventually(patience: Int = 200, _ condition: @Sendable () async -> Bool) async -> Bool {
    for _ in 0..<100 * patience {
        if await condition() { return true }
        await Task.yield()
    }
    for _ in 0..<patience {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return false
}
