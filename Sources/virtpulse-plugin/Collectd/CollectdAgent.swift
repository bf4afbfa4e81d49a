import CollectdOutput
import CommandLineInterface
import FoundationEssentials
import HostFollowing
import Libvirt
import Snapshot

/// Tells collectd of a host until collectd is gone.
///
/// It has a thread of its own, on which it writes: a collectd that does not read holds up nothing else.
actor CollectdAgent {
    private let plan: CollectdPlan
    private let thread: ThreadExecutor
    private let samples: HostSamples
    private let events: HostEvents
    private let details: DetailReader?
    private var report: CollectdReport
    private var intervals: Intervals
    private var complaints = RareComplaints()
    private var hints = SelectionHints()
    private var silent = SilentGuests()
    private var known: [DomainIdentity.UUID: GuestDetails] = [:]
    private var waiting: WaitingEvents
    /// The guests that are asked for their names because events of them wait.
    private var asked: Set<DomainIdentity.UUID> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ plan: CollectdPlan) throws(OperatorError) {
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "collectd", for: "collectd") } catch {
            throw .failure(error.description)
        }
        self.plan = plan
        samples = HostSamples(plan.following)
        events = HostEvents(plan.following)
        details = plan.settings.needsDetails ? try DetailReader(plan) : nil
        intervals = Intervals(plan.interval)
        report = CollectdReport(plan.settings, interval: plan.interval)
        waiting = WaitingEvents(interval: plan.interval)
    }

    /// Writes values in each interval and notifications in between.
    ///
    /// - Returns: When nobody reads any more.
    /// - Throws: ``CommandLineInterface/OperatorError`` for a host that cannot be, and for an output that cannot be written.
    func run() async throws(OperatorError) {
        let events = events
        Task { await events.run { await self.tell($0) } }
        try await events.follow(samples.host)
        while true {
            let sample = try await samples.next()
            // which host is meant the daemon may have told
            try await events.follow(samples.host)
            if let sample {
                if let details {
                    known = await details.details(
                        for: sample.snapshot, at: sample.uri, within: min(.seconds(2), .seconds(plan.interval / 4)))
                    for problem in await details.takeProblems() { complain(problem) }
                }
                let lines = report.lines(
                    of: CollectdReport.Sample(
                        sample.snapshot, time: sample.time, steadyTime: sample.steadyTime, now: sample.now,
                        details: known))
                guard try StandardOutput.write(lines) else { return }
                for words in silent.note(sample.snapshot) { complain(words) }
                if let hint = hints.next(sample.snapshot, known, plan.settings) { complain(hint) }
            }
            tellWaiting()
            for problem in await samples.takeProblems() + events.takeProblems(isHostUp: samples.isHostUp) {
                complain(problem)
            }
            // cancelled it never is
            try? await Task.sleep(for: .seconds(intervals.wait(at: Date().timeIntervalSince1970)))
        }
    }

    private func complain(_ text: String) { if let line = complaints.line(text) { Complaint.write(line) } }

    private func tell(_ event: GuestEvent) {
        guard report.needsNotice(event) else { return }
        guard plan.settings.needsMetadata else { return write(event, nil) }
        guard !waiting.has(event.uuid), report.hasNames, isKnown(event), let details = known[event.uuid] else {
            waiting.add(event)
            if !isKnown(event) { askForName(of: event.uuid) }
            return
        }
        write(event, details)
    }

    /// Whether the name is known that a guest has after this event: one that begins may be another one than before.
    private func isKnown(_ event: GuestEvent) -> Bool {
        let begins =
            event.kind == DomainEvents.Kind.defined.rawValue || event.kind == DomainEvents.Kind.started.rawValue
        let guest = DomainIdentity(name: event.domain, uuid: event.uuid, id: nil)
        return known[event.uuid]?.hasMetadata ?? false && (!begins || report.hasName(of: guest))
    }

    /// Asks for the name of a guest whose events wait, be it gone at the next sample.
    private func askForName(of uuid: DomainIdentity.UUID) {
        guard let details, let guest = waiting.identity(of: uuid), asked.insert(uuid).inserted else { return }
        Task {
            let finding = await details.metadata(of: guest)
            asked.remove(uuid)
            switch finding {
            case .known(let details): known[uuid] = details
            case .gone where known[uuid]?.hasMetadata != true: known[uuid] = .withoutMetadata
            case .gone, .unknown: break
            }
            tellWaiting(of: uuid)
        }
    }

    private func tellWaiting() {
        for guest in waiting.guests {
            tellWaiting(of: guest)
            // its metadata was not to be had, or the sample was before its time
            if waiting.has(guest), known[guest]?.hasMetadata != true { askForName(of: guest) }
        }
        for guest in waiting.overdue() { tellWaiting(of: guest, asIf: .withoutMetadata) }
        if let problem = waiting.takeProblem() { complain(problem) }
    }

    /// Tells a guest's events that wait, if its name is known.
    ///
    /// - Parameter fallback: What is taken for known else.
    private func tellWaiting(of guest: DomainIdentity.UUID, asIf fallback: GuestDetails? = nil) {
        let isReady = report.hasNames && !asked.contains(guest)
        guard isReady || fallback != nil,
            let details = known[guest].flatMap({ $0.hasMetadata ? $0 : nil }) ?? fallback
        else { return }
        for event in waiting.take(guest) { write(event, details) }
    }

    private func write(_ event: GuestEvent, _ details: GuestDetails?) {
        guard let lines = report.lines(of: event, details: details) else { return }
        // whether anybody reads, the values find out
        _ = try? StandardOutput.write(lines)
    }
}

extension GuestDetails {
    /// Those of a guest of which nothing is known and nothing will be.
    fileprivate static var withoutMetadata: GuestDetails {
        var details = GuestDetails()
        details.hasMetadata = true
        return details
    }
}
