import Catalogue
import Snapshot

/// `libvirt-cputime`: its counters are hundredths of a second of the whole host, so that their growth is percent of it.
enum LegacyProcessorTime {
    private static let time = Catalogue.id(of: "cpu.time")
    private static let processors = Catalogue.id(of: "virNodeInfo.cpus")

    static func graph(_ name: String, of host: MuninHost) -> MuninGraph {
        let processors = host.snapshot.host?.values.bits(of: processors).map { Double($0) }
        let times = host.legacyGuests.map { guest -> Double? in
            guard let processors, processors > 0 else { return nil }
            return guest.values.bits(of: time).map { 1e-7 * Double($0) / processors }
        }
        // without one of the guests it would fall, and jump when that is back
        let known = times.compactMap(\.self)
        let isKnown = host.snapshot.status.isUp && processors != nil && known.count == times.count
        var total = MuninField("total_pc", "total", .derive(isKnown ? counter(known.reduce(0, +)) : nil))
        total.isHidden = true
        total.maximum = "100"
        total.warning = host.settings.warning ?? "90"
        total.critical = host.settings.critical ?? "95"
        var fields = [total]
        for (guest, time) in zip(host.legacyGuests, times) {
            var field = MuninField("\(guest.name)_cputime", guest.label, .derive(time.flatMap(counter)))
            field.draw = host.settings.isStacked ? (fields.count == 1 ? "AREA" : "STACK") : "LINE1"
            fields.append(field)
        }
        return MuninGraph(
            name, "Virtual Domain Cpu Time", "% of the host's processors",
            "Processor time that each guest takes, in percent of all processors of the host.", fields)
    }

    private static func counter(_ number: Double) -> UInt64? { UInt64(exactly: number.rounded(.toNearestOrEven)) }
}
