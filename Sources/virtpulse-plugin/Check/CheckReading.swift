import Catalogue
import CommandLineInterface
import DomainXML
import Feed
import FoundationEssentials
import Libvirt
import LibvirtSource
import NagiosOutput
import Sampler
import Snapshot

/// Finds out what a check needs, and makes its report.
struct CheckReading: Sendable {
    private let mode: CheckMode
    private let settings: CheckSettings
    private let needs: CheckNeeds
    private let source: CheckSourceOptions
    private let host: HostOptions
    /// When all has to be known.
    private let end: ContinuousClock.Instant
    private let limit: TimeLimit

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
        source = command.source
        var host = HostOptions()
        host.uri = source.uri
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

    /// What is to be said.
    func report() throws(CheckMistake) -> CheckReport {
        var (input, uri): (CheckInput, String)
        // what is to be found out is whether libvirt answers, not the daemon
        if source.source != .libvirt, !needs.questions.contains(.connection) {
            do throws(FeedError) { (input, uri) = try told() } catch {
                guard source.source == .auto, !needs.needsEvents else { return outage(error) }
                (input, uri) = try asked()
            }
        } else {
            (input, uri) = try asked()
        }
        let status = input.snapshot.status
        if status.isUp, !needs.questions.isEmpty { input.answers = try answers(input.snapshot, uri) }
        guard !status.isUp else { return mode.report(input, settings) }
        if input.daemonInterval == nil, status.rounds == 0 || status.problems.first?.kind == .late {
            return CheckReport(limit.state, "libvirt gave no answer in time; see whether libvirtd hangs")
        }
        if let problem = status.problems.first, problem.kind == .late {
            return CheckReport(limit.state, problem.description)
        }
        return mode.report(input, settings)
    }

    /// What libvirt says beside samples.
    private func answers(_ snapshot: Snapshot, _ uri: String) throws(CheckMistake) -> DirectAnswers {
        let (settings, needs, end) = (settings, needs, end)
        do throws(OperatorError) {
            return try Waiting.result { () throws(OperatorError) in
                let selection = settings.selection
                var guests = snapshot.domains.map(\.identity).filter(selection.mayAdmit)
                var metadata: [DomainIdentity.UUID: [String: String]] = [:]
                var failures: [DirectAnswers.DirectFailure] = []
                // first who is meant, so that nobody else is asked
                if needs.questions.contains(.metadata) {
                    let request = DirectRequest(
                        questions: [.metadata], guests: guests, metadataPaths: selection.metadata.map(\.path))
                    let found = try await DirectReader(uri).answers(to: request, until: .now + (end - .now) / 2)
                    (metadata, failures) = (found.metadata, found.failures)
                    guests = guests.filter { selection.admits($0, metadata[$0.uuid] ?? [:]) }
                }
                var answers = DirectAnswers()
                let questions = needs.questions.subtracting([.metadata])
                if !questions.isEmpty {
                    answers = try await DirectReader(uri).answers(
                        to: DirectRequest(questions: questions, guests: guests), until: end)
                }
                answers.metadata = metadata
                answers.failures += failures
                return answers
            }
        } catch {
            throw CheckMistake(error.description)
        }
    }

    private func outage(_ error: FeedError) -> CheckReport {
        if case .late = error { return CheckReport(limit.state, error.description) }
        return CheckReport(error.isOutage ? .critical : .unknown, error.description)
    }

    private var selection: FeedSelection {
        FeedSelection(
            collectors: needs.collectors, metrics: needs.metrics, leavesOutFacts: !needs.collectors.contains(.info))
    }

    /// How far apart the daemon's samples should be, the best first: it reads the host less often than guests.
    private var gaps: [Duration] {
        guard needs.needsRates else { return [] }
        return needs.collectors.contains(.host) ? [SamplerOptions().slowInterval, Self.leastGap] : [Self.leastGap]
    }

    /// What the daemon tells.
    private func told() throws(FeedError) -> (CheckInput, uri: String) {
        // what it leaves of the time is libvirt's
        let end = source.source == .feed ? self.end : .now + (self.end - .now) / 2
        let client = try FeedClient(path: source.feed.path, within: end - .now)
        // this one first, so that the newest is later for certain
        var earlier: FeedSample?
        for gap in gaps where earlier == nil {
            earlier = try client.earlierSample(selection, by: gap, within: end - .now)
        }
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
        if needs.needsEvents { input.events = try client.events(after: 0, within: self.end - .now).events }
        return (input, newest.daemon.uri)
    }

    /// What libvirt says itself.
    private func asked() throws(CheckMistake) -> (CheckInput, uri: String) {
        guard let uri = host.found else {
            throw CheckMistake("no libvirt daemon was found; name a host with -u URI or LIBVIRT_DEFAULT_URI")
        }
        let file = try source.stateDirectory.flatMap { needs.needsRates ? $0 : nil }
            .map { folder throws(CheckMistake) in try SampleFile(in: folder, host: uri, mode: mode.name) }
        defer { file?.close() }
        do throws(OperatorError) {
            return (try Waiting.result { () throws(OperatorError) in try await asked(uri, file) }, uri)
        } catch {
            throw CheckMistake(error.description)
        }
    }

    private func asked(_ uri: String, _ file: SampleFile?) async throws(OperatorError) -> CheckInput {
        var options = SamplerOptions()
        options.collectors = needs.collectors
        // by the balloon a guest is known to answer its monitor; libvirt passes over one for which another call waits,
        // such as that of the check before, and whoever takes two samples cannot see whether that lasts
        if mode.tellsStuckGuests { options.collectors.insert(.balloon) }
        options.longestSilence = .zero
        // both samples are to be of now
        options.slowInterval = .zero
        // of two, and the time between them; and what is asked besides has its time as well
        let part = needs.needsRates ? 0.33 : needs.questions.isEmpty ? 0.8 : 0.5
        options.deadline = (end - .now) * part
        let libvirt = try LibvirtSource.watching(uri)
        let sampler = Sampler(source: libvirt, options: options, clock: libvirt.clock)
        func sample() async -> Snapshot {
            let now = libvirt.clock.now
            // the round ends by itself a moment after its deadline, and if not, the program's limit ends that
            return await sampler.snapshot(notOlderThan: now, deadline: max(end, now + options.deadline))
        }
        var snapshot = await sample()
        var input = CheckInput(snapshot, now: sampler.now, time: Date().timeIntervalSince1970)
        if needs.needsRates, snapshot.status.isUp {
            let kept = file?.read(now: sampler.now, leastAge: source.sample.duration)
            if let kept {
                (input.previous, input.previousShift) = (kept.snapshot, kept.shift)
            } else {
                try? await Task.sleep(for: min(source.sample.duration, (end - .now) / 2))
                input.previous = snapshot
                snapshot = await sample()
                input.snapshot = snapshot
            }
            input.now = sampler.now
            // the next check takes two samples then
            do throws(CheckMistake) { try file?.write(snapshot, now: sampler.now) } catch {
                Complaint.write(error.description)
            }
        }
        await sampler.close()
        return input
    }
}
