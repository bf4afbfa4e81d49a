extension Catalogue {
    /// `VIR_DOMAIN_STATS_VCPU`.
    static let vcpuMetrics: [Metric] = [
        Metric(
            "vcpu.current", .domain, .gauge, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_info_virtual_cpus",
            "Virtual CPUs that are online.", in: .vcpu),
        Metric(
            "vcpu.maximum", .domain, .gauge, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_vcpu_maximum",
            "Virtual CPUs the domain may have at most.", in: .vcpu),
        Metric(
            "vcpu.#.state", .vcpu, .gauge, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_vcpu_state",
            "State of a virtual CPU: 0 offline, 1 running, 2 blocked.", in: .vcpu),
        Metric(
            "vcpu.#.time", .vcpu, .counter, .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_vcpu_time_seconds_total",
            "CPU time used by a virtual CPU.", in: .vcpu),
        Metric(
            "vcpu.#.wait", .vcpu, .counter, .nanoseconds, LibvirtVersion(1, 3, 0),
            "libvirt_domain_vcpu_wait_seconds_total",
            "Time a virtual CPU waited on I/O of the host.", in: .vcpu),
        Metric(
            "vcpu.#.halted", .vcpu, .gauge, .boolean, LibvirtVersion(2, 4, 0),
            "libvirt_domain_vcpu_halted",
            "Whether a virtual CPU is halted, 1 or 0.", in: .vcpu),
        Metric(
            "vcpu.#.delay", .vcpu, .counter, .nanoseconds, LibvirtVersion(7, 2, 0),
            "libvirt_domain_vcpu_delay_seconds_total",
            "Time a virtual CPU was ready to run but waited in the host's run queue (steal).", in: .vcpu),
        Metric(
            "vcpu.#.$NAME.sum", .vcpuStatistic, .counter, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vcpu_statistic_total",
            "A hypervisor counter of a virtual CPU, in the unit that the hypervisor's name for it tells.", in: .vcpu),
        Metric(
            "vcpu.#.$NAME.cur", .vcpuStatistic, .gauge, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vcpu_statistic_current",
            "A hypervisor value of a virtual CPU, in the unit that the hypervisor's name for it tells.", in: .vcpu),
        Metric(
            "vcpu.#.$NAME.max", .vcpuStatistic, .gauge, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vcpu_statistic_maximum",
            "The peak of a hypervisor value of a virtual CPU, in the unit that the hypervisor's name for it tells.",
            in: .vcpu),
    ]
}
