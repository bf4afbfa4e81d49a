import Catalogue
import Snapshot

extension CheckMode {
    /// How much of the host its guests have, and how much of it is in use.
    ///
    /// What guests may have at most is promised to them. If one of them does not tell, the sum is not known.
    static let host = CheckMode(
        "host", "how much of the host is promised to guests, and how much of it is in use",
        noun: ("page size", "page sizes"),
        metrics: [
            CheckMetric("vcpu_ratio", .count, "virtual processors of running guests, for each of the host's"),
            CheckMetric(
                "memory_allocated", .percent, "memory that running guests may have, of the host's", canExceed: true),
            CheckMetric("memory_used", .percent, "memory that could not be used without swapping, of the host's"),
            CheckMetric("cpu", .percent, "time that the host's processors work"),
            CheckMetric("hugepages_used", .percent, "huge pages in use, of those of a size"),
        ],
        isOfGuests: false, listsThings: false,
        needs: { settings in
            CheckNeeds(
                [.state, .vcpu, .balloon, .host],
                [vcpus, maximum, current, cpus, hostMemory, modeTime, total, available, free, buffers, cached],
                rates: settings.wants("cpu"),
                questions: settings.wants("hugepages_used") ? [.hugePages] : [])
        },
        findings: { input, settings in
            let values = input.snapshot.host?.values
            let guests = input.snapshot.domains.filter { $0.identity.id != nil }
            let processors = sum(guests, "vcpu.current") { $0.values.bits(of: vcpus) }
            let memory = sum(guests, "balloon.maximum") {
                $0.values.bits(of: maximum) ?? $0.values.bits(of: current)
            }
            func ratio(_ part: Double?, _ whole: UInt64?) -> Double? {
                guard let part, let whole, whole > 0 else { return nil }
                return part / Double(whole)
            }
            let used = values.flatMap(usedMemory)
            let busy = input.snapshot.host.flatMap { now in input.previous?.host.flatMap { busyTime($0, now) } }
            var findings = CheckFindings(
                input.answers.hugePages.map { pages in
                    var percent: Double?
                    if let total = pages.total, total > 0 {
                        percent = (1 - min(1, Double(pages.free) / Double(total))) * 100
                    }
                    return CheckItem(
                        "pages", part: HumanNumber.text(Double(pages.size), .bytes),
                        [Measurement("hugepages_used", percent)])
                },
                totals: [
                    Measurement("vcpu_ratio", ratio(processors.sum, values?.bits(of: cpus))),
                    Measurement(
                        "memory_allocated", ratio(memory.sum, values?.bits(of: hostMemory)).map { $0 * 100 }),
                    Measurement("memory_used", used), Measurement("cpu", busy),
                ])
            findings.notes = (processors.silent + memory.silent).map {
                "\(settings.name(of: $0.guest.identity)) does not tell its \($0.field)"
            }
            if values == nil { findings.verdicts = [.init(.unknown, "the host was not read")] }
            let words = findings.totals.map { measurement in
                let unit = measurement.metric == "vcpu_ratio" ? MetricUnit.count : .percent
                return "\(measurement.metric) \(HumanNumber.text(measurement.value, unit))"
            }
            findings.summary = words.joined(separator: ", ")
            return findings
        })

    /// A number of all guests together; `nil` if one of them does not tell it.
    private static func sum(
        _ guests: [DomainSample], _ field: String, _ number: (DomainSample) -> UInt64?
    ) -> (sum: Double?, silent: [(guest: DomainSample, field: String)]) {
        let silent = guests.filter { number($0) == nil }.map { (guest: $0, field: field) }
        return (silent.isEmpty ? guests.compactMap(number).reduce(0) { $0 + Double($1) } : nil, silent)
    }

    private static func usedMemory(_ values: ValueSet) -> Double? {
        // what older daemons do not tell is about what is free and what caches could give back
        let caches = [free, buffers, cached].map { values.bits(of: $0) }
        let estimate = caches.allSatisfy { $0 != nil } ? caches.compactMap { $0 }.reduce(0.0) { $0 + Double($1) } : nil
        guard let all = values.bits(of: total), all > 0,
            let usable = values.bits(of: available).map({ Double($0) }) ?? estimate
        else { return nil }
        return (1 - min(1, usable / Double(all))) * 100
    }

    /// Time in other modes than those that wait, of all time; `nil` of two samples that have one reading of the host.
    private static func busyTime(_ former: HostSample, _ latter: HostSample) -> Double? {
        guard former.readAt == nil || former.readAt != latter.readAt else { return nil }
        let (before, now) = (former.values, latter.values)
        var (all, idle, hasIdle) = (0.0, 0.0, false)
        for (position, entity) in now.entities.enumerated() where entity.scope == .hostCPUMode {
            guard let mode = entity.labels.first, let last = now.bits(of: modeTime, entity: position) else { continue }
            guard let first = before.bits(of: modeTime, labels: [mode]), last >= first else { return nil }
            all += Double(last - first)
            if mode == "idle" || mode == "iowait" { idle += Double(last - first) }
            if mode == "idle" { hasIdle = true }
        }
        return hasIdle && all > 0 ? (1 - idle / all) * 100 : nil
    }

    private static let vcpus = Catalogue.id(of: "vcpu.current")
    private static let maximum = Catalogue.id(of: "balloon.maximum")
    private static let current = Catalogue.id(of: "balloon.current")
    private static let cpus = Catalogue.id(of: "virNodeInfo.cpus")
    private static let hostMemory = Catalogue.id(of: "virNodeInfo.memory")
    private static let modeTime = Catalogue.id(of: "virNodeCPUStats.$NAME")
    private static let total = Catalogue.id(of: "virNodeMemoryStats.total")
    private static let available = Catalogue.id(of: "virNodeMemoryStats.available")
    private static let free = Catalogue.id(of: "virNodeMemoryStats.free")
    private static let buffers = Catalogue.id(of: "virNodeMemoryStats.buffers")
    private static let cached = Catalogue.id(of: "virNodeMemoryStats.cached")
}
