extension Catalogue {
    /// `VIR_DOMAIN_STATS_CPU_TOTAL`.
    static let cpuMetrics: [Metric] = [
        cpu(
            "cpu.time", .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_info_cpu_time_seconds_total",
            "CPU time used by the domain, guest and hypervisor together."),
        cpu(
            "cpu.user", .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_info_cpu_user_time_seconds_total",
            "CPU time the domain's process spent in user mode on the host."),
        cpu(
            "cpu.system", .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_info_cpu_system_time_seconds_total",
            "CPU time the domain's process spent in the host's kernel."),
        cpu(
            "cpu.haltpoll.success.time", .nanoseconds, LibvirtVersion(7, 6, 0),
            "libvirt_domain_cpu_haltpoll_success_time_seconds_total",
            "Time spent polling for a wake-up of a halted virtual CPU that came in time."),
        cpu(
            "cpu.haltpoll.fail.time", .nanoseconds, LibvirtVersion(7, 6, 0),
            "libvirt_domain_cpu_haltpoll_fail_time_seconds_total",
            "Time spent polling for a wake-up of a halted virtual CPU in vain."),
        Metric(
            "cpu.cache.monitor.#.bank.#.bytes", .cacheBank, .gauge, .bytes, LibvirtVersion(4, 10, 0),
            "libvirt_domain_cpu_cache_monitor_occupancy_bytes",
            "Last level cache that the monitored virtual CPUs occupy in a cache bank.", in: .cpuTotal),
        Metric(
            "cpu.energy.monitor.#.pkg.#.core_energy", .energyPackage, .counter, .joules, LibvirtVersion(12, 4, 0),
            "libvirt_domain_cpu_energy_monitor_core_energy_joules_total",
            "Core energy that the monitored virtual CPUs used in a processor package.", in: .cpuTotal, as: .double),
        Metric(
            "cpu.energy.monitor.#.pkg.#.activity", .energyPackage, .counter, .farads, LibvirtVersion(12, 4, 0),
            "libvirt_domain_cpu_energy_monitor_activity_farads_total",
            "Switched capacitance of the monitored virtual CPUs in a processor package.", in: .cpuTotal, as: .double),
    ]

    private static func cpu(
        _ field: String,
        _ unit: Unit,
        _ since: LibvirtVersion,
        _ name: String,
        _ help: String
    ) -> Metric {
        Metric(field, .domain, .counter, unit, since, name, help, in: .cpuTotal)
    }
}
