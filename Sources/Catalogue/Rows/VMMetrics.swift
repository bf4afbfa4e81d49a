extension Catalogue {
    /// `VIR_DOMAIN_STATS_VM`: the hypervisor's own statistics, whose names are its to choose.
    static let vmMetrics: [Metric] = [
        Metric(
            "vm.$NAME.sum", .vmStatistic, .counter, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vm_statistic_total",
            "A hypervisor counter of the domain, in the unit that the hypervisor's name for it tells.", in: .vm),
        Metric(
            "vm.$NAME.cur", .vmStatistic, .gauge, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vm_statistic_current",
            "A hypervisor value of the domain, in the unit that the hypervisor's name for it tells.", in: .vm),
        Metric(
            "vm.$NAME.max", .vmStatistic, .gauge, .count, LibvirtVersion(8, 9, 0),
            "libvirt_domain_vm_statistic_maximum",
            "The peak of a hypervisor value of the domain, in the unit that the hypervisor's name for it tells.",
            in: .vm),
    ]
}
