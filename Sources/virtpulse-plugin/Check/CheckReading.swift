import Catalogue
import CommandLineInterface
import DomainXML
import Feed
import FoundationEssentials
import NagiosOutput
import Snapshot

extension CheckInput {
    /// Which samples it has, in words.
    var told: String {
        let age = CheckTrace.milliseconds(now - snapshot.startedAt)
        let time = CheckTrace.milliseconds(snapshot.status.duration)
        let words = "sample of \(age) ago, which took \(time)"
        guard let previous else { return words }
        let gap = CheckTrace.milliseconds(snapshot.startedAt - previous.startedAt - previousShift)
        return "\(words), and one \(gap) before"
    }
}

/// Finds out what a check needs, and makes its report.
struct CheckReading: Sendable {
    let mode: CheckMode
    let settings: CheckSettings
    let needs: CheckNeeds
    let source: CheckSourceOptions
    let host: HostOptions
    /// When all has to be known.
    let end: ContinuousClock.Instant
    private let limit: TimeLimit
    /// What was done to find out.
    let trace: CheckTrace

    /// What is left of the time for the report.
    private static let margin = Duration.milliseconds(200)
    /// How far apart two of the daemon's samples are at least that make rates.
    private static let leastGap = Duration.milliseconds(900)

    init(
        _ command: CheckCommand, _ mode: CheckMode, _ settings: CheckSettings, within limit: TimeLimit
    ) throws(CheckMistake) {
        self.mode = mode
        self.settings = settings
        self.limit = limit
        trace = CheckTrace(isWanted: settings.verbosity > 2)
        source = command.source
        var host = HostOptions()
        host.uri = source.address
        if let mistake = host.mistake { throw CheckMistake(mistake) }
        self.host = host
        end = .now + max(limit.time - Self.margin, limit.time / 2)
        for term in settings.selection.metadata where !((try? MetadataPath(term.path).isExpression()) ?? false) {
            throw CheckMistake("--metadata '\(term.path)' is no XPath expression")
        }
        var needs = mode.needs(settings)
        if !settings.selection.metadata.isEmpty { needs.questions.insert(.metadata) }
        self.needs = needs
        guard source.allowReadWrite || !needs.needsWriting else {
            throw CheckMistake(
                "mode \(mode.name) asks guests' agents, which libvirt allows connections for writing alone; add "
                    + "--allow-read-write, or choose another mode")
        }
        guard !needs.needsEvents || source.source != .libvirt else {
            throw CheckMistake("mode \(mode.name) needs the daemon, which keeps events; leave --source libvirt out")
        }
    }

    /// Whether libvirt is asked where there is no daemon.
    private var isEitherSource: Bool { source.source == .auto && !needs.needsEvents && !mode.isOfDaemon }

    /// What is to be said.
    func report() throws(CheckMistake) -> CheckReport {
        var (input, uri): (CheckInput, String)
        // what is to be found out is whether libvirt answers, not the daemon
        if source.source != .libvirt, !needs.questions.contains(.connection) {
            do throws(FeedError) { (input, uri) = try told() } catch {
                trace.note("no sample by the feed \(source.feed.path): \(error.description)")
                guard isEitherSource else { return outage(error) }
                (input, uri) = try asked()
            }
        } else {
            (input, uri) = try asked()
        }
        if HostOptions.isThisMachine(uri) { input.hostUptime = MachineClock.seconds }
        let status = input.snapshot.status
        guard !status.isUp else {
            let lookedAt = MachineClock.seconds
            if !needs.questions.isEmpty { input.answers = try answers(input.snapshot, uri) }
            try noteProgress(of: &input, uri, lookedAt)
            return mode.report(input, settings)
        }
        if input.daemonInterval == nil, status.rounds == 0 || status.problems.first?.kind == .late {
            return CheckReport(limit.state, "libvirt gave no answer in time; see whether libvirtd hangs")
        }
        if let problem = status.problems.first, problem.kind == .late {
            return CheckReport(limit.state, problem.description)
        }
        return mode.report(input, settings)
    }

    private func outage(_ error: FeedError) -> CheckReport {
        if case .late = error { return CheckReport(limit.state, error.description) }
        return CheckReport(error.isOutage ? .critical : .unknown, error.description)
    }

    private var selection: FeedSelection {
        FeedSelection(
            collectors: needs.collectors, metrics: needs.metrics, leavesOutFacts: !needs.collectors.contains(.info))
    }

    /// What the daemon tells.
    private func told() throws(FeedError) -> (CheckInput, uri: String) {
        // what it leaves of the time is libvirt's
        let end = isEitherSource ? .now + (self.end - .now) / 2 : self.end
        let client = try FeedClient(path: source.feed.path, within: end - .now)
        // this one first, so that the newest is later for certain
        let earlier =
            needs.needsRates ? try client.earlierSample(selection, by: Self.leastGap, within: end - .now) : nil
        let newest = try client.sample(selection, within: end - .now)
        try newest.daemon.check(against: host, of: source.source, path: source.feed.path)
        let status = newest.snapshot.status
        let missing = needs.collectors.filter { status.collectors[$0] == nil }
        guard !status.isUp || missing.isEmpty else {
            let names = missing.map(\.rawValue).sorted().joined(separator: ", ")
            throw .refused(reason: "it leaves out what is needed here: \(names)")
        }
        var input = CheckInput(newest.snapshot, now: newest.now, time: Date().timeIntervalSince1970)
        if let earlier, earlier.run == newest.run, earlier.snapshot.generation < newest.snapshot.generation {
            input.previous = earlier.snapshot
        }
        input.daemonInterval = newest.daemon.interval / .seconds(1)
        trace.note(
            "\(input.told) by the feed \(source.feed.path) of virtpulse \(newest.daemon.version) at \(newest.daemon.uri), "
                + "which samples every \(CheckTrace.milliseconds(newest.daemon.interval))")
        if needs.needsEvents {
            let batch = try client.events(after: 0, within: self.end - .now)
            (input.events, input.eventsCompleteSince) = (batch.events, batch.completeSince)
            input.eventsForgotten = batch.missed
        }
        return (input, newest.daemon.uri)
    }
}
