import Catalogue
import Snapshot

/// How busy a host's processors are with each guest, from one sample to the next.
struct ProcessorUsage: Sendable {
    private struct Reading {
        let run: Int32?
        /// Seconds on a clock that nobody sets.
        let time: Double
        let nanoseconds: UInt64
    }

    private var readings: [DomainIdentity.UUID: Reading] = [:]

    /// Percent of all of the host's processors since the last sample; `nil` in the first one of a run.
    ///
    /// - Parameter moment: How many seconds are too few for a rate; the next one is since before them.
    mutating func percent(
        of guest: DomainIdentity, nanoseconds: UInt64, at time: Double, processors: UInt64, notOver moment: Double
    ) -> Double? {
        let last = readings[guest.uuid]
        if let last, last.run == guest.id, nanoseconds >= last.nanoseconds, time < last.time + moment { return nil }
        readings[guest.uuid] = Reading(run: guest.id, time: time, nanoseconds: nanoseconds)
        guard let last, last.run == guest.id, nanoseconds >= last.nanoseconds, processors > 0 else { return nil }
        return Double(nanoseconds - last.nanoseconds) / 1e9 / (time - last.time) / Double(processors) * 100
    }

    mutating func keepOnly(_ guests: Set<DomainIdentity.UUID>) {
        if readings.count > guests.count { readings = readings.filter { guests.contains($0.key) } }
    }
}

extension GuestValues {
    private static let time = Catalogue.id(of: "cpu.time")
    private static let user = Catalogue.id(of: "cpu.user")
    private static let system = Catalogue.id(of: "cpu.system")
    private static let processors = Catalogue.id(of: "virNodeInfo.cpus")
    private static let ofVCPU = Catalogue.id(of: "vcpu.#.time")
    private static let wait = Catalogue.id(of: "vcpu.#.wait")
    private static let delay = Catalogue.id(of: "vcpu.#.delay")

    mutating func writeProcessor(_ sample: CollectdReport.Sample, _ usage: inout ProcessorUsage) {
        let used = number(Self.time)
        put("virt_cpu_total", "", used.map { .derive($0) })
        if settings.extraStatistics.contains(.cpuUtilisation), let used,
            let processors = sample.snapshot.host?.values.bits(of: Self.processors),
            let sampledAt = guest.sampledAt,
            let percent = usage.percent(
                of: guest.identity, nanoseconds: used,
                at: sample.steadyTime + (sampledAt - sample.snapshot.startedAt) / .seconds(1), processors: processors,
                notOver: lines.interval / 10)
        {
            put("percent", "virt_cpu_total", .gauge(percent))
        }
        if settings.extraStatistics.contains(.processTime) {
            putUnlessZero("ps_cputime", number(Self.user), number(Self.system))
        }
        for (position, entity) in guest.values.entities.enumerated() where entity.scope == .vcpu {
            let index = entity.labels.first ?? ""
            func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric, entity: position) }
            if settings.extraStatistics.contains(.vcpu) {
                put("virt_vcpu", index, number(Self.ofVCPU).map { .derive($0) })
            }
            if settings.hasExtra {
                put("total_time_in_ms", "wait-vcpu_\(index)", number(Self.wait).map { .derive($0 / 1_000_000) })
                put("total_time_in_ms", "delay-vcpu_\(index)", number(Self.delay).map { .derive($0 / 1_000_000) })
            }
        }
    }

    /// Events of the catalogue, and those of a newer libvirt.
    mutating func writePerf() {
        for value in guest.values.values where value.metric.metric.collector == .perf {
            put("perf", Self.perfInstance(value.metric.metric.field), .derive(value.bits))
        }
        for unknown in guest.values.unknown where unknown.field.hasPrefix("perf.") {
            guard case .unsigned(let number) = unknown.value else { continue }
            put("perf", Self.perfInstance(unknown.field), .derive(number))
        }
    }

    private static func perfInstance(_ field: String) -> String { "perf_\(field.dropFirst("perf.".count))" }
}
