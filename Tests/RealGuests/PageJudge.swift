package import Exposition

/// What must hold from one page of an agent to the next.
package struct PageJudge: Sendable {
    /// What identifies a run of a guest, as far as the page tells it.
    private static let runs = ["libvirt_domain_id", "libvirt_domain_start_time_seconds"]

    private struct Guest {
        var run: [Double] = []
        var counters: [String: Double] = [:]
    }

    private var guests: [String: Guest] = [:]
    private var own: [String: Double] = [:]

    package init() {}

    /// What is wrong with a page, given those before it.
    package mutating func violations(of page: Exposition) -> [String] {
        var found: [String] = []
        var present: [String: Guest] = [:]
        for sample in page.samples {
            guard let name = sample.labels["domain"] else {
                if sample.name.hasPrefix("virtpulse_"), isCounter(sample.name, of: page) {
                    check(sample, against: &own, &found)
                }
                continue
            }
            if present[name] == nil { present[name] = Guest() }
            if Self.runs.contains(sample.name) { present[name]?.run.append(sample.value) }
        }
        for (name, guest) in present where guests[name]?.run == guest.run {
            present[name]?.counters = guests[name]?.counters ?? [:]
        }
        for sample in page.samples where isCounter(sample.name, of: page) {
            guard let name = sample.labels["domain"] else { continue }
            check(sample, against: &present[name, default: Guest()].counters, &found)
        }
        // one that is not there has ended, and begins anew
        guests = present
        return found
    }

    private func isCounter(_ name: String, of page: Exposition) -> Bool {
        if let type = page.types[name] { return type == "counter" }
        return name.hasSuffix("_bucket") || name.hasSuffix("_count")
    }

    private func check(
        _ sample: Exposition.Sample, against counters: inout [String: Double], _ found: inout [String]
    ) {
        let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        let series = "\(sample.name){\(labels.joined(separator: ","))}"
        if let last = counters[series], sample.value < last {
            found.append("\(series) went back from \(last) to \(sample.value)")
        }
        counters[series] = sample.value
    }
}

extension Exposition {
    /// The series of each domain, but those that say how it fares rather than what it has.
    package var seriesOfDomains: [String: Set<String>] {
        let passing: Set = [
            "libvirt_domain_state", "libvirt_domain_state_reason_info", "libvirt_domain_sample_age_seconds",
            "libvirt_domain_stuck",
        ]
        // what comes and goes with a domain's deeds is no sign of a gap
        let parts = ["libvirt_domain_job", "libvirt_domain_event", "libvirt_domain_last"]
        var series: [String: Set<String>] = [:]
        for sample in samples {
            guard let domain = sample.labels["domain"], !passing.contains(sample.name),
                !parts.contains(where: sample.name.hasPrefix)
            else { continue }
            // libvirt numbers interfaces anew at each start of a guest
            let device = sample.labels["target_device"].map { $0.hasPrefix("vnet") ? "vnet" : $0 }
            let part = [device, sample.labels["vcpu"]].compactMap { $0 }.joined()
            series[domain, default: []].insert("\(sample.name) \(part)")
        }
        return series
    }

    /// The states of all domains.
    package var states: [String: String] {
        var states: [String: String] = [:]
        for sample in series("libvirt_domain_state") where sample.value == 1 {
            states[sample.labels["domain"] ?? ""] = sample.labels["state"]
        }
        return states
    }

    /// The value of a series of this domain, whatever its other labels.
    package func value(_ name: String, domain: String) -> Double? {
        samples.first { $0.name == name && $0.labels["domain"] == domain }?.value
    }
}
