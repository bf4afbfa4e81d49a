import Catalogue
import Snapshot

extension CheckMode {
    /// How busy guests' virtual processors are.
    ///
    /// What the hypervisor works for a guest beside them counts as used, so that more than all can be. Of a guest that does
    /// not tell how many it has, none of this is known.
    static let cpu = CheckMode(
        "cpu", "how busy guests' processors are, and how long they wait for the host's",
        metrics: [
            CheckMetric(
                "used", .percent, "time that they work, of all of the guest's (or the host's) processors",
                warning: "90", critical: "95", canExceed: true),
            CheckMetric(
                "steal", .percent, "time that they could work but the host's processors are busy", canExceed: true),
            CheckMetric("wait", .percent, "time that they wait for I/O", canExceed: true),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { settings in
            let collectors: Set<Collector> =
                settings.cpuBase == .host ? [.cpuTotal, .vcpu, .host] : [.cpuTotal, .vcpu]
            return CheckNeeds(collectors.union([.state]), [time, vcpus, hostCPUs, delay, wait], rates: true)
        },
        findings: { input, settings in
            CheckFindings(
                input.items(settings) { pair in
                    let guest = pair.now
                    let processors =
                        settings.cpuBase == .host
                        ? input.snapshot.host?.values.bits(of: hostCPUs) : guest.values.bits(of: vcpus)
                    func percent(_ nanoseconds: Double?) -> Double? {
                        guard let nanoseconds, let processors, processors > 0 else { return nil }
                        return nanoseconds / 1e9 / Double(processors) * 100
                    }
                    let item = CheckItem(
                        settings.name(of: guest.identity),
                        [
                            Measurement("used", percent(pair.rate(time))),
                            Measurement("steal", percent(pair.sumOfRates(delay, .vcpu))),
                            Measurement("wait", percent(pair.sumOfRates(wait, .vcpu))),
                        ])
                    return [item]
                })
        })

    private static let time = Catalogue.id(of: "cpu.time")
    private static let vcpus = Catalogue.id(of: "vcpu.current")
    private static let hostCPUs = Catalogue.id(of: "virNodeInfo.cpus")
    private static let delay = Catalogue.id(of: "vcpu.#.delay")
    private static let wait = Catalogue.id(of: "vcpu.#.wait")
}
