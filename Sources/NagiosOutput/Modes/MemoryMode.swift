import Catalogue
import Snapshot

extension CheckMode {
    /// How full guests' memory is, as their balloon drivers tell.
    ///
    /// A guest without such a driver is told without. If none of them tells, nothing is measured, and the mode says so.
    static let memory = CheckMode(
        "memory", "how full guests' memory is, and how much they swap",
        metrics: [
            CheckMetric(
                "used", .percent, "memory that the guest could not use without swapping, of all it sees",
                warning: "90", critical: "95"),
            CheckMetric("rss", .bytes, "memory of the host that the guest's process has"),
            CheckMetric("major_faults", .perSecond, "page faults that needed a disk"),
            CheckMetric("swap_in", .bytesPerSecond, "memory that the guest swapped in"),
            CheckMetric("swap_out", .bytesPerSecond, "memory that the guest swapped out"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: {
            CheckNeeds(
                [.state, .balloon], [available, usable, unused, rss, majorFaults, swapIn, swapOut],
                rates: tellsSwapping($0))
        },
        findings: { input, settings in
            var findings = CheckFindings(
                input.items(settings, needsRates: tellsSwapping(settings)) { guest, pair in
                    let use = used(guest.values)
                    let item = CheckItem(
                        settings.name(of: guest.identity),
                        [
                            Measurement("used", use),
                            Measurement("rss", guest.values.bytes(of: rss)),
                            Measurement("major_faults", pair?.rate(majorFaults)),
                            Measurement("swap_in", pair?.rate(swapIn).map { $0 * 1024 }),
                            Measurement("swap_out", pair?.rate(swapOut).map { $0 * 1024 }),
                        ],
                        note: use == nil ? "does not tell its use of memory; see whether it has a balloon driver" : "",
                        idle: pair == nil ? ["major_faults", "swap_in", "swap_out"] : [])
                    return [item]
                })
            findings.requireOne("used", "no guest tells its use of memory")
            return findings
        })

    private static func tellsSwapping(_ settings: CheckSettings) -> Bool {
        settings.wants("major_faults", "swap_in", "swap_out")
    }

    private static func used(_ values: ValueSet) -> Double? {
        guard let all = values.bits(of: available), all > 0,
            let free = values.bits(of: usable) ?? values.bits(of: unused)
        else { return nil }
        return 100 * (1 - min(1, Double(free) / Double(all)))
    }

    private static let available = Catalogue.id(of: "balloon.available")
    private static let usable = Catalogue.id(of: "balloon.usable")
    private static let unused = Catalogue.id(of: "balloon.unused")
    private static let rss = Catalogue.id(of: "balloon.rss")
    private static let majorFaults = Catalogue.id(of: "balloon.major_fault")
    private static let swapIn = Catalogue.id(of: "balloon.swap_in")
    private static let swapOut = Catalogue.id(of: "balloon.swap_out")
}

extension ValueSet {
    /// A number that libvirt gives in KiB, in bytes.
    func bytes(of metric: MetricID) -> Double? { bits(of: metric).map { Double($0) * 1024 } }
}

extension CheckFindings {
    /// Says that nothing is known if no item has a value of a metric, and none says why.
    mutating func requireOne(_ metric: String, _ reason: String) {
        let measured = items.filter(\.isMeasured)
        let isKnown = measured.contains { item in
            !item.verdicts.isEmpty || item.measurements.contains { $0.metric == metric }
        }
        if !measured.isEmpty, !isKnown { verdicts.append(.init(.unknown, reason)) }
    }
}
