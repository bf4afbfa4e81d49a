import Catalogue
package import PrometheusOutput
package import Snapshot

/// A snapshot with something of every family of the catalogue, and the report that goes with it.
package enum CompleteSnapshot {
    package static let hostileName = "quo\"te\\ new\nline 日本"

    package static func snapshot(generation: UInt64 = 1, names: [String] = ["web", hostileName]) -> Snapshot {
        let collectors = Collector.allCases.map {
            ($0, CollectorStatus(duration: .seconds(1), succeeded: true, lastSuccess: start))
        }
        return Snapshot(
            generation: generation, startedAt: start, factsGeneration: generation, domains: names.map(domain),
            host: HostSample(
                uri: "qemu:///system", hostname: "host", cpuModel: "x86_64", driver: "QEMU", hypervisorVersion: "7.2",
                daemonVersion: "9.0.0", libraryVersion: "9.0.0", values: values { $0 == .host || $0 == .hostCPUMode },
                readAt: MonotonicTime(sinceOrigin: .milliseconds(900))),
            storagePools: values { $0 == .storagePool }, networks: values { $0 == .network },
            status: SampleStatus(
                isUp: true, lastAnswered: start, duration: .milliseconds(7), rounds: generation,
                collectors: Dictionary(uniqueKeysWithValues: collectors)))
    }

    package static var report: SelfReport {
        var calls = CallStatistics()
        for time in [Duration.microseconds(50), .milliseconds(2), .seconds(60)] { calls.count(time, failed: true) }
        var report = SelfReportFixture.at(.seconds(3), calls: ["DomainGetInfo": calls])
        var server = SelfReport.Server()
        server.requestTime = ["/metrics": .milliseconds(3)]
        report.server = server
        report.webConfiguration = .init(isCurrent: false, loadedAt: 1_795_281_833.5)
        report.process = .init(
            cpuTime: .milliseconds(429), residentBytes: 18 << 20, openFiles: 18, maxFiles: 1024, threads: 12,
            startedAt: 1_795_281_830)
        report.probedHosts = 2
        report.feed = .init(readers: 3, readersAccepted: 9, readersRefused: 1, readersDropped: 2, answers: 70)
        report.feed?.subagents = [
            .init(
                agent: "unix:/var/agentx/master", isConnected: true, sessions: 2, requests: 900, notificationsSent: 8,
                notificationsDropped: 1)
        ]
        report.probe = .init(succeeded: true, duration: .milliseconds(40))
        return report
    }

    private static let start = MonotonicTime(sinceOrigin: .seconds(1))

    private static func domain(_ name: String) -> DomainSample {
        var facts = DomainFacts()
        facts.title = name
        facts.nova = .init()
        facts.nova?.projectName = name
        facts.ovirt = .init()
        facts.ovirt?.clusterVersion = "4.7"
        facts.disks = [.init(target: name)]
        facts.disks[0].isReadOnly = true
        facts.processors = .init()
        facts.processors?.cpuset = "0-3"
        facts.processors?.isPlacedAutomatically = true
        facts.processors?.pins = [0: "1", 2: "^3"]
        facts.interfaces = [.init()]
        facts.balloonPeriod = 10
        facts.memoryLimits = .init()
        facts.memoryLimits?.hard = 1 << 30
        var events = DomainEvents()
        events.record(.started, at: 1_700_000_000.25)
        let job = DomainJob(
            operation: "dump", type: "completed", endedAt: 1_700_000_000.5, values: values { $0 == .lastJob })
        return DomainSample(
            identity: DomainIdentity(name: name, uuid: .init(high: 1, low: 2), id: 1),
            state: NamedState(number: 1, name: "running", reason: "booted"), isAutostarted: true, isPersistent: false,
            facts: Shared(facts), values: ofDomain(), sampledAt: start, isStuck: true, startedAt: 1_700_000_000.25,
            stateChangedAt: 1_700_000_001, events: events,
            jobs: DomainJobs(
                current: DomainJob(operation: "dump", type: "bounded", values: values { $0 == .job }), last: job))
    }

    private static func ofDomain() -> ValueSet {
        var builder = ValueSetBuilder()
        for metric in Catalogue.metrics
        where metric.scope.isOfDomain && metric.scope != .job && metric.scope != .lastJob {
            let field = metric.field.replacing("#", with: "0").replacing("$NAME", with: "n")
            builder.add(field, metric.representation == .double ? .double(0.25) : .unsigned(1_234_567_890_123))
        }
        builder.add("dirtyrate.calc_mode", .string("page-sampling"))
        builder.add("block.0.brand_new", .unsigned(1))
        for histogram in HistogramID.allCases {
            let bin = "block.0.latency_histogram.\(histogram.fieldName).bin"
            for (position, bound) in bounds.enumerated() {
                builder.add("\(bin).\(position).start", .unsigned(bound))
                builder.add("\(bin).\(position).value", .unsigned(2))
            }
        }
        return builder.finish()
    }

    /// Of buckets, in nanoseconds: one for each way in which a number is written.
    private static let bounds: [UInt64] = [
        0, 1, 1_500, 10_000, 100_000, 1_000_000, 250_000_000, 1_000_000_000, 10_000_000_000, 1_000_000_000_000_000,
        12_500_000_000_000_000, .max,
    ]

    private static func values(_ isWanted: (Scope) -> Bool) -> ValueSet {
        var builder = ValueSetBuilder()
        for (index, metric) in Catalogue.metrics.enumerated() where isWanted(metric.scope) {
            if metric.scope.labels.isEmpty {
                builder.add(metric.field, .unsigned(5))
            } else {
                builder.add(MetricID(rawValue: UInt16(index)), named: "one", .unsigned(5))
            }
        }
        return builder.finish()
    }
}
