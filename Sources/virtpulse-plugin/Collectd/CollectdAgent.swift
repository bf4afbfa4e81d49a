import CollectdOutput
import CommandLineInterface
import FoundationEssentials
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
    private var known: [DomainIdentity.UUID: GuestDetails] = [:]
    /// Events of guests whose names are not known yet.
    private var unnamed: [GuestEvent] = []

    /// As many as may wait for names.
    private static let mostUnnamed = 256

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ plan: CollectdPlan) throws(OperatorError) {
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "collectd", for: "collectd") } catch {
            throw .failure(error.description)
        }
        self.plan = plan
        samples = HostSamples(plan)
        events = HostEvents(plan)
        details = plan.settings.needsDetails ? try DetailReader(plan) : nil
        intervals = Intervals(plan.interval)
        report = CollectdReport(plan.settings, interval: plan.interval)
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
                if let hint = hints.next(sample.snapshot, known, plan.settings) { complain(hint) }
                let waiting = unnamed
                unnamed = []
                for event in waiting where event.at > sample.time - Self.longestWait { tell(event) }
            }
            for problem in await samples.takeProblems() + events.takeProblems(isHostUp: samples.isHostUp) {
                complain(problem)
            }
            // cancelled it never is
            try? await Task.sleep(for: .seconds(intervals.wait(at: Date().timeIntervalSince1970)))
        }
    }

    private func complain(_ text: String) { if let line = complaints.line(text) { Complaint.write(line) } }

    /// How many seconds an event waits for its guest's name.
    private static let longestWait = 60.0

    private func tell(_ event: GuestEvent) {
        guard plan.settings.admits(guest: event.domain) else { return }
        if plan.settings.needsMetadata, !report.hasNames || known[event.uuid]?.hasMetadata != true {
            if unnamed.count < Self.mostUnnamed { unnamed.append(event) }
            return
        }
        guard let lines = report.lines(of: event, details: known[event.uuid]) else { return }
        // whether anybody reads, the values find out
        _ = try? StandardOutput.write(lines)
    }
}
