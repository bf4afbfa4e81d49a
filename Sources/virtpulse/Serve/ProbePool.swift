import Catalogue
import CommandLineInterface
import Libvirt
import LibvirtSource
import Logging
import PrometheusOutput
import Sampler
import ServiceLifecycle
import Snapshot
import Synchronization

/// The hosts that are probed: each has a sampler of its own as long as somebody asks for it.
final class ProbePool: Service {
    /// What is kept of a host.
    struct Host: Sendable {
        let sampler: Sampler<LibvirtSource, ThreadClock>
        let page: PrometheusPage
        let ledger: CallLedger
    }

    private struct Entry {
        let host: Host
        var lastUsed = ContinuousClock.now
        var users = 0
    }

    let options: SamplerOptions
    private let idleTime: Duration
    private let logger: Logger
    private let entries = Mutex<[ProbeTarget: Entry]>([:])

    /// More hosts than anybody scrapes through one agent.
    private static let most = 256

    /// - Parameter idleTime: How long connections stay that nobody asks over.
    init(options: SamplerOptions, idleTime: Duration, logger: Logger) {
        self.options = options
        self.idleTime = idleTime
        self.logger = logger
    }

    /// How many hosts there are connections to.
    var count: Int { entries.withLock { $0.count } }

    /// Asks a host; `nil` if there are too many already.
    func snapshot(
        of target: ProbeTarget, maxAge: Duration, deadline: ContinuousClock.Instant
    ) async throws -> (host: Host, snapshot: Snapshot)? {
        guard let host = try use(target) else { return nil }
        let snapshot = await host.sampler.snapshot(maxAge: maxAge, deadline: deadline)
        entries.withLock { entries in
            entries[target]?.users -= 1
            entries[target]?.lastUsed = .now
        }
        return (host, snapshot)
    }

    /// Gives back the connections that nobody needs, until graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: min(self.idleTime / 2, .seconds(10)))
                await self.closeIdle(at: .now)
            }
        }
    }

    private func use(_ target: ProbeTarget) throws -> Host? {
        try entries.withLock { entries in
            if entries[target] == nil {
                guard entries.count < Self.most else { return nil }
                entries[target] = Entry(host: try host(target))
            }
            entries[target]?.users += 1
            return entries[target]?.host
        }
    }

    private func host(_ target: ProbeTarget) throws -> Host {
        let ledger = CallLedger()
        var logger = logger
        logger[metadataKey: "target"] = "\(target.uri)"
        let source = try LibvirtSource.watching(target.uri, observer: ledger.observe)
        return Host(
            sampler: Sampler(
                source: source, options: options, clock: source.clock, observer: SampleLog(logger).note),
            page: PrometheusPage(exportsUnknown: options.collectors.contains(.unknown)), ledger: ledger)
    }

    private func closeIdle(at now: ContinuousClock.Instant) async {
        let idle = entries.withLock { $0.filter { isIdle($0.value, at: now) } }
        for (target, entry) in idle {
            // with calls that libvirt owes an answer it is kept, or asking anew would pile them up
            guard await entry.host.sampler.heldCalls == 0 else { continue }
            let isRemoved = entries.withLock { entries in
                guard let entry = entries[target], isIdle(entry, at: now) else { return false }
                entries[target] = nil
                return true
            }
            if isRemoved { await entry.host.sampler.close() }
        }
    }

    private func isIdle(_ entry: Entry, at now: ContinuousClock.Instant) -> Bool {
        entry.users == 0 && entry.lastUsed + idleTime <= now
    }
}
