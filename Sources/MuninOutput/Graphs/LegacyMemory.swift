import Catalogue
import Snapshot

/// `libvirt-mem`.
enum LegacyMemory {
    private static let memory = Catalogue.id(of: "balloon.current")
    private static let maximum = Catalogue.id(of: "balloon.maximum")
    private static let hostMemory = Catalogue.id(of: "virNodeInfo.memory")

    static func graph(_ name: String, of host: MuninHost) -> MuninGraph {
        var fields: [MuninField] = []
        for guest in host.legacyGuests {
            var field = MuninField("\(guest.name)_mem", guest.label, .whole(bytes(memory, guest.values)))
            field.draw = fields.isEmpty ? "AREA" : "STACK"
            fields.append(field)
        }
        let total = host.snapshot.status.isUp ? host.snapshot.host.flatMap { bytes(hostMemory, $0.values) } : nil
        var all = MuninField(
            "host_mem", "\(TenantText.label(host.snapshot.host?.hostname ?? "host")) (host)", .whole(total))
        all.draw = "LINE1"
        fields.append(all)
        fields += totals(of: host, part(of: total))
        return MuninGraph(
            name, "Virtual Domain Memory Usage", "bytes", "Memory that each guest has now.", base: 1024, fields)
    }

    private static func totals(of host: MuninHost, _ percent: (UInt64?) -> Double?) -> [MuninField] {
        let guests = host.legacyGuests
        let isUp = host.snapshot.status.isUp
        // a guest without a limit adds nothing to the sum of them
        let limits = isUp ? guests.compactMap { $0.domain.facts?.value.memoryLimits } : []
        let rows: [(name: String, label: String, bytes: UInt64?)] = [
            ("total", "total memory", isUp ? sumOfAll(guests.map { bytes(memory, $0.values) }) : nil),
            ("total_max", "total max. mem", isUp ? sumOfAll(guests.map { bytes(maximum, $0.values) }) : nil),
            ("total_min_guarantee", "total mem minimum guarantee", sumOfKnown(limits.map(\.guaranteed))),
            ("total_soft_limit", "total mem soft limit", sumOfKnown(limits.map(\.soft))),
            ("total_hard_limit", "total mem hard limit", sumOfKnown(limits.map(\.hard))),
        ]
        return rows.flatMap { row in
            var total = MuninField(row.name, row.label, .whole(row.bytes))
            var part = MuninField("\(row.name)_pc", "\(row.label) percentage", .real(percent(row.bytes)))
            part.isHidden = true
            if row.name == "total" {
                total.isHidden = true
                part.maximum = "100"
                part.warning = host.settings.warning ?? "90"
                part.critical = host.settings.critical ?? "95"
            }
            return [total, part]
        }
    }

    private static func bytes(_ metric: MetricID, _ values: ValueSet) -> UInt64? {
        values.bits(of: metric).flatMap(metric.metric.whole)
    }

    /// The sum, or `nil` if a part of it is not known.
    private static func sumOfAll(_ numbers: [UInt64?]) -> UInt64? {
        let known = numbers.compactMap(\.self)
        return known.count == numbers.count ? known.reduce(0, &+) : nil
    }

    /// The sum of what is known; `nil` if nothing is.
    private static func sumOfKnown(_ numbers: [UInt64?]) -> UInt64? {
        let known = numbers.compactMap(\.self)
        return known.isEmpty ? nil : known.reduce(0, &+)
    }

    private static func part(of whole: UInt64?) -> (UInt64?) -> Double? {
        { part in
            guard let part, let whole, whole > 0 else { return nil }
            return Double(part) / Double(whole) * 100
        }
    }
}
