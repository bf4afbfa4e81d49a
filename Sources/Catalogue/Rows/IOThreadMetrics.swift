extension Catalogue {
    /// `VIR_DOMAIN_STATS_IOTHREAD`.
    static let iothreadMetrics: [Metric] = [
        Metric(
            "iothread.count", .domain, .gauge, .count, LibvirtVersion(4, 10, 0),
            "libvirt_domain_iothreads",
            "I/O threads of the domain.", in: .iothread),
        Metric(
            "iothread.#.poll-max-ns", .iothread, .gauge, .nanoseconds, LibvirtVersion(4, 10, 0),
            "libvirt_domain_iothread_poll_max_seconds",
            "Longest time an I/O thread polls before it sleeps.", in: .iothread),
        Metric(
            "iothread.#.poll-grow", .iothread, .gauge, .count, LibvirtVersion(4, 10, 0),
            "libvirt_domain_iothread_poll_grow",
            "Factor by which the polling time grows; 0 for the hypervisor's default.", in: .iothread),
        Metric(
            "iothread.#.poll-shrink", .iothread, .gauge, .count, LibvirtVersion(4, 10, 0),
            "libvirt_domain_iothread_poll_shrink",
            "Divisor by which the polling time shrinks; 0 for the hypervisor's default.", in: .iothread),
        Metric(
            "iothread.#.poll-weight", .iothread, .gauge, .count, LibvirtVersion(12, 7, 0),
            "libvirt_domain_iothread_poll_weight",
            "Weight of the newest event in the polling time, as a shift.", in: .iothread),
    ]
}
