import Catalogue
import CommandLineInterface
import Libvirt
import LibvirtSource
import Sampler
import Snapshot

/// Where samples come from.
struct SampleSource: Sendable {
    /// The host, and whether it is the test driver for want of anything else.
    let host: (uri: String, isFallback: Bool)
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
        /// Whether the host is the test driver for want of anything else.
        var isFallback = false

        /// Why there are no values, if there are none.
        var problem: String? {
            guard !snapshot.status.isUp else { return nil }
            return snapshot.status.problems.first?.description ?? "no answer from libvirt"
        }
    }

    /// A sample of now.
    ///
    /// A host that is down is no failure but a sample that says so.
    /// - Throws: ``CommandLineInterface/OperatorError`` for a host that cannot be.
    func sample(_ request: Request) async throws(OperatorError) -> Sample {
        var options = SamplerOptions()
        options.collectors = request.collectors
        // for one sample a connection costs more than it saves
        options.connections = 1
        options.deadline = deadline
        options.isIncluded = request.isNeeded
        let source = try LibvirtSource.watching(host.uri)
        let clock = source.clock
        let sampler = Sampler(source: source, options: options, clock: clock)
        let now = clock.now
        let snapshot = await sampler.snapshot(notOlderThan: now, deadline: now + deadline + .seconds(1))
        let age = snapshot.status.lastAnswered.map { sampler.now - $0 }
        await sampler.close()
        if let mistake = snapshot.status.problems.first(where: { $0.kind == .misconfigured }) {
            throw .usage(mistake.description)
        }
        return Sample(snapshot: snapshot, age: age, isFallback: host.isFallback)
    }
}
