import AgentX
import Catalogue
import CommandLineInterface
import DaemonMemory
import HostFollowing
import Logging
import SNMPOutput
import Snapshot

/// What is told, and where it is kept.
struct ReportSettings: Sendable {
    let host: SNMPHost
    let modules: Set<SNMPModule>
    let notifications: NotificationQueue.Settings
    /// Where the SNMP agent is.
    let agent: String
    /// How old a sample may get until its states are not believed.
    let maxAge: Duration
    let folder: StateFolder

    /// What the modules need.
    static let collectors: Set<Collector> = [
        .state, .cpuTotal, .balloon, .vcpu, .interface, .block, .info, .host, .storagePool,
    ]
}

/// Follows a host, and gives the agent what it answers with and what it notifies.
actor HostReport {
    private let plan: HostPlan
    private let settings: ReportSettings
    private let agent: AgentXAgent
    private let status: AgentStatus
    private let logger: Logger
    private let samples: HostSamples
    private let events: HostEvents
    private var complaints = RareComplaints()
    private var watch = GuestWatch()
    private var queue: NotificationQueue
    private var known: KnownHost?
    private var last: TimedSample?
    private var lastAt = ContinuousClock.now
    private var isStale = false
    private var isConnected = false
    /// Who was said to give no answer.
    private var absence: Absence?
    private var flush: Task<Void, Never>?
    /// Waits until the newest sample is too old.
    private var expiry: Task<Void, Never>?
    /// The changes that nobody was told of, as far as that was complained about.
    private var droppedBefore: UInt64 = 0

    private enum Absence {
        case libvirt
        case feed
    }

    /// What is known of the host since its first sample.
    private struct KnownHost {
        let clock: HypervisorClock
        let file: IndexFile
        var book: IndexBook
        /// Whether the numbers that were given last are kept.
        var isKept = true
        /// When a guest last came or went.
        var changedTicks: Int64 = 0
        var guests: Set<DomainIdentity.UUID> = []
    }

    init(
        _ plan: HostPlan, _ settings: ReportSettings, agent: AgentXAgent, status: AgentStatus, logger: Logger
    ) {
        self.plan = plan
        self.settings = settings
        self.agent = agent
        self.status = status
        self.logger = logger
        samples = HostSamples(plan)
        events = HostEvents(plan)
        queue = NotificationQueue(settings.notifications)
    }

    /// Reports until it is cancelled.
    ///
    /// - Throws: ``CommandLineInterface/OperatorError`` for a host that cannot be.
    func run() async throws(OperatorError) {
        let events = events
        let listening = Task { await events.run { await self.note($0) } }
        let finding = Task { await noteWhetherFound() }
        defer {
            listening.cancel()
            finding.cancel()
            expiry?.cancel()
        }
        while !Task.isCancelled {
            let due = ContinuousClock.now + .seconds(plan.interval)
            try await events.follow(samples.host)
            if let sample = try await samples.next() { report(sample) }
            var isSaid = false
            for problem in await samples.takeProblems() + events.takeProblems(isHostUp: samples.isHostUp) {
                isSaid = complain(problem) || isSaid
            }
            await noteAbsence(isSaid: isSaid)
            // cancelled, it ends
            try? await Task.sleep(until: due)
        }
    }

    /// Says so if there is no agent after a while: the library looks for it in silence.
    private func noteWhetherFound() async {
        try? await Task.sleep(for: .seconds(5))
        guard !Task.isCancelled, status.sessions == 0 else { return }
        complain(
            "no SNMP agent takes this subagent at \(settings.agent); see that snmpd runs with 'master agentx', that its "
                + "agentXSocket is this one, and that this user may connect to it (agentXPerms)")
    }

    /// Says that who was said to give no answer gives one.
    ///
    /// - Parameter isSaid: Whether anything was complained of just now.
    private func noteAbsence(isSaid: Bool) async {
        guard await samples.isHostUp else {
            if isSaid { absence = await samples.isFeedAway ? .feed : .libvirt }
            return
        }
        guard let who = absence, let last else { return }
        absence = nil
        complaints.forget()
        logger.info(
            who == .libvirt ? "libvirt answers" : "the daemon's samples are taken again",
            metadata: [
                "uri": "\(last.uri)", "guests": "\(last.snapshot.domains.count)",
                "duration_seconds": "\(last.snapshot.status.duration / .seconds(1))",
            ])
    }

    /// - Returns: Whether it was said, and not a while ago as well.
    @discardableResult private func complain(_ text: String) -> Bool {
        guard let line = complaints.line(text) else { return false }
        logger.warning("\(line)")
        return true
    }

    private func report(_ sample: TimedSample) {
        isConnected = sample.snapshot.status.isUp
        // what was known goes on being told, with its age
        guard isConnected || last == nil else { return publish() }
        var host = known ?? open(sample.uri)
        if host.book.note(sample.snapshot) { host.isKept = false }
        keep(&host)
        let guests = Set(sample.snapshot.domains.map(\.identity.uuid))
        if guests != host.guests { (host.guests, host.changedTicks) = (guests, host.clock.ticks) }
        known = host
        let isFirst = last == nil
        (last, lastAt, isStale) = (sample, .now, false)
        followAge()
        publish(isNews: true)
        if isFirst { ProcessMemory.forgetStart() }
        for change in watch.changes(in: sample.snapshot, startedAt: sample.time) { notify(change) }
    }

    private func open(_ uri: String) -> KnownHost {
        let clock = HypervisorClock(of: uri)
        let file = IndexFile(of: uri, in: settings.folder, boot: clock.boot)
        let (book, problem) = file.read()
        if let problem { complain("\(problem); guests are numbered anew") }
        status.use(clock)
        return KnownHost(clock: clock, file: file, book: book)
    }

    /// Keeps the numbers before anybody is told of them.
    private func keep(_ host: inout KnownHost) {
        guard !host.isKept else { return }
        do throws(OperatorError) {
            try host.file.write(host.book)
            host.isKept = true
        } catch {
            complain("\(error.lines.joined(separator: "; ")); a restart may number guests anew")
        }
    }

    /// Gives the agent what it answers with.
    ///
    /// - Parameter isNews: Whether it has another sample than before, which may wait for the end of a walk.
    private func publish(isNews: Bool = false) {
        guard let last, let known else { return }
        var host = settings.host
        if known.clock == .local {
            host.interfaceNumbers = HostInterfaces.numbers
            host.parentNumbers = HostInterfaces.parents(of: last.directInterfaces, among: host.interfaceNumbers)
            host.processors = HostProcessors.online
        }
        let age = Int64((last.now - last.snapshot.startedAt) / .milliseconds(10))
        let sinceTaken = Int64((ContinuousClock.now - lastAt) / .milliseconds(10))
        agent.publish(
            MIBTree(
                SNMPSample(
                    last.snapshot, indexes: known.book, host: host, startedTicks: known.clock.ticks - age - sinceTaken,
                    unixOrigin: known.clock.unixOrigin, changedTicks: known.changedTicks,
                    source: last.isTold ? .feed : .libvirt, isConnected: isConnected, isStale: isStale),
                of: settings.modules), isUrgent: !isNews)
    }

    /// Takes back what the newest sample says of states, once that is too old; asking for another may take longer.
    private func followAge() {
        guard let last else { return }
        let end = lastAt + (settings.maxAge - (last.now - last.snapshot.startedAt))
        expiry?.cancel()
        expiry = Task {
            try? await Task.sleep(until: end)
            // a newer sample may have come just now
            if !Task.isCancelled { noteAge() }
        }
    }

    private func noteAge() {
        isStale = true
        publish()
        complain("there is no sample younger than \(Timespan(settings.maxAge)); all guests' states are unknown")
    }

    private func note(_ event: GuestEvent) { for change in watch.changes(of: event) { notify(change) } }

    private func notify(_ change: GuestChange) {
        var index: UInt32?
        if var host = known {
            let (number, isNew) = host.book.index(of: change.uuid)
            if isNew {
                host.isKept = false
                keep(&host)
            }
            known = host
            index = number
        }
        agent.send(queue.add(change, index: index, at: Self.now))
        noteDropped()
        if queue.isWaiting, flush == nil {
            flush = Task {
                try? await Task.sleep(for: NotificationQueue.window)
                sendBulk()
            }
        }
    }

    private func sendBulk() {
        flush = nil
        agent.send(queue.due(at: Self.now))
    }

    private func noteDropped() {
        guard queue.dropped > droppedBefore else { return }
        status.noteUnsaid(queue.dropped)
        droppedBefore = queue.dropped
        complain(
            "guests changed and no notification told of it: more at once than --notifications.per-second allows, or with a "
                + "vmIndex that no bulk notification has room for; virtpulseNotificationsDropped counts them")
    }

    private static let beginning = ContinuousClock.now
    private static var now: Duration { ContinuousClock.now - beginning }
}

extension TimedSample {
    /// The host's names of interfaces that lie on one of the host's own.
    fileprivate var directInterfaces: Set<String> {
        let interfaces = snapshot.domains.lazy.compactMap { $0.facts?.value.interfaces }.joined()
        return Set(interfaces.filter { $0.type == "direct" }.compactMap(\.target))
    }
}
