import Catalogue
import CommandLineInterface
import Feed
import Libvirt
import LibvirtSource
import Sampler
import Snapshot

/// Where samples come from.
struct SampleSource: Sendable {
    let origin: SampleOrigin
    /// The daemon's feed.
    let feedSocket: String
    let host: HostOptions
    let deadline: Duration

    /// What a sample must have.
    struct Request: Sendable {
        let collectors: Set<Collector>
        /// Whether a guest is needed; the sample may have others too.
        var isNeeded: @Sendable (String) -> Bool = { _ in true }
    }

    /// A sample, or what is known without one.
    struct Sample: Sendable {
        let snapshot: Snapshot
        /// How long ago libvirt last answered; `nil` if it never did.
        let age: Duration?
        /// What is to be said of the host.
        var warning: String?

        /// Why there are no values, if there are none.
        var problem: String? {
            guard !snapshot.status.isUp else { return nil }
            return snapshot.status.problems.first?.description ?? "no answer from libvirt"
        }
    }

    /// A sample of now, or the newest of the daemon.
    ///
    /// It blocks its thread until then: whoever asks has nothing else to do.
    /// A host that is down, or a daemon that is away, is no failure but a sample that says so.
    /// - Throws: ``CommandLineInterface/OperatorError`` for a host or a feed that cannot be.
    func sample(_ request: Request) throws(OperatorError) -> Sample {
        let began = ContinuousClock.now
        switch origin {
        case .libvirt: break
        case .feed:
            do throws(FeedError) {
                return try told(request, within: deadline)
            } catch {
                guard error.isOutage else { throw .failure(error.description) }
                return Sample(snapshot: Snapshot(outage: error.description), age: nil)
            }
        case .auto:
            do throws(FeedError) {
                // what it leaves of the time is libvirt's
                return try told(request, within: deadline / 2)
            } catch {
                if error.isNotable { Complaint.write("\(error); libvirt is asked itself") }
            }
        }
        let left = max(deadline - (.now - began), deadline / 4)
        return try Waiting.result { () throws(OperatorError) in try await asked(request, within: left) }
    }

    /// The newest sample of the daemon.
    private func told(_ request: Request, within time: Duration) throws(FeedError) -> Sample {
        let end = ContinuousClock.now + time
        let answer = try FeedClient(path: feedSocket, within: time).sample(
            FeedSelection(collectors: request.collectors, leavesOutFacts: !request.collectors.contains(.info)),
            within: end - .now)
        try answer.daemon.check(against: host, of: origin, path: feedSocket)
        let status = answer.snapshot.status
        let missing = request.collectors.filter { status.collectors[$0] == nil }.map(\.rawValue).sorted()
        if status.isUp, !missing.isEmpty {
            Complaint.write("the daemon leaves out what is needed here: \(missing.joined(separator: ", "))")
        }
        return Sample(
            snapshot: answer.snapshot, age: status.lastAnswered.map { answer.now - $0 },
            warning: answer.daemon.isFallback(for: host) ? FallbackWarning.ofDaemon : nil)
    }

    /// A sample that libvirt is asked for.
    private func asked(_ request: Request, within deadline: Duration) async throws(OperatorError) -> Sample {
        // made-up values would stay in somebody's graphs for years
        guard let uri = host.found else { return Sample(snapshot: Snapshot(outage: Self.noHost), age: nil) }
        var options = SamplerOptions()
        options.collectors = request.collectors
        // for one sample a connection costs more than it saves
        options.connections = 1
        options.deadline = deadline
        options.isIncluded = request.isNeeded
        let source = try LibvirtSource.watching(uri)
        let clock = source.clock
        let sampler = Sampler(source: source, options: options, clock: clock)
        let now = clock.now
        let snapshot = await sampler.snapshot(notOlderThan: now, deadline: now + deadline + .seconds(1))
        let age = snapshot.status.lastAnswered.map { sampler.now - $0 }
        await sampler.close()
        if let mistake = snapshot.status.problems.first(where: { $0.kind == .misconfigured }) {
            throw .usage(mistake.description)
        }
        return Sample(snapshot: snapshot, age: age)
    }

    private static let noHost =
        "no libvirt daemon was found; name a host with --libvirt.uri, env.uri or LIBVIRT_DEFAULT_URI"
}

extension Snapshot {
    /// What is known of a host that tells nothing.
    fileprivate convenience init(outage: String) {
        self.init(
            generation: 0, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            status: SampleStatus(isUp: false, problems: [StatsFailure(.unreachable, outage)]))
    }
}
