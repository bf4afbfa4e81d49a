extension Catalogue {
    /// `VIR_DOMAIN_STATS_PERF`: only events that are enabled for the domain are there.
    static let perfMetrics: [Metric] = [
        Metric(
            "perf.cmt", .domain, .gauge, .bytes, LibvirtVersion(1, 3, 3),
            "libvirt_domain_perf_cmt_bytes",
            "Last level cache the domain occupies.", in: .perf),
        Metric(
            "perf.mbmt", .domain, .gauge, .bytesPerSecond, LibvirtVersion(1, 3, 5),
            "libvirt_domain_perf_mbmt_bytes_per_second",
            "Memory bandwidth of the domain over all nodes.", in: .perf),
        Metric(
            "perf.mbml", .domain, .gauge, .bytesPerSecond, LibvirtVersion(1, 3, 5),
            "libvirt_domain_perf_mbml_bytes_per_second",
            "Memory bandwidth of the domain to the local node.", in: .perf),
        Metric(
            "perf.cache_misses", .domain, .counter, .count, LibvirtVersion(2, 3, 0),
            "libvirt_domain_perf_cache_misses_total",
            "Cache misses.", in: .perf),
        Metric(
            "perf.cache_references", .domain, .counter, .count, LibvirtVersion(2, 3, 0),
            "libvirt_domain_perf_cache_references_total",
            "Cache references.", in: .perf),
        Metric(
            "perf.instructions", .domain, .counter, .count, LibvirtVersion(2, 3, 0),
            "libvirt_domain_perf_instructions_total",
            "Instructions retired.", in: .perf),
        Metric(
            "perf.cpu_cycles", .domain, .counter, .count, LibvirtVersion(2, 3, 0),
            "libvirt_domain_perf_cpu_cycles_total",
            "CPU cycles.", in: .perf),
        Metric(
            "perf.branch_instructions", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_branch_instructions_total",
            "Branch instructions retired.", in: .perf),
        Metric(
            "perf.branch_misses", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_branch_misses_total",
            "Branches predicted wrongly.", in: .perf),
        Metric(
            "perf.bus_cycles", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_bus_cycles_total",
            "Bus cycles.", in: .perf),
        Metric(
            "perf.stalled_cycles_frontend", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_stalled_cycles_frontend_total",
            "Cycles in which the front end of the processor stalled.", in: .perf),
        Metric(
            "perf.stalled_cycles_backend", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_stalled_cycles_backend_total",
            "Cycles in which the back end of the processor stalled.", in: .perf),
        Metric(
            "perf.ref_cpu_cycles", .domain, .counter, .count, LibvirtVersion(3, 0, 0),
            "libvirt_domain_perf_ref_cpu_cycles_total",
            "CPU cycles that frequency scaling does not change.", in: .perf),
        Metric(
            "perf.cpu_clock", .domain, .counter, .nanoseconds, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_cpu_clock_seconds_total",
            "CPU clock of the domain's threads.", in: .perf),
        Metric(
            "perf.task_clock", .domain, .counter, .nanoseconds, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_task_clock_seconds_total",
            "Task clock of the domain's threads.", in: .perf),
        Metric(
            "perf.page_faults", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_page_faults_total",
            "Page faults.", in: .perf),
        Metric(
            "perf.context_switches", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_context_switches_total",
            "Context switches.", in: .perf),
        Metric(
            "perf.cpu_migrations", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_cpu_migrations_total",
            "Moves to another processor.", in: .perf),
        Metric(
            "perf.page_faults_min", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_page_faults_min_total",
            "Page faults without I/O.", in: .perf),
        Metric(
            "perf.page_faults_maj", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_page_faults_maj_total",
            "Page faults with I/O.", in: .perf),
        Metric(
            "perf.alignment_faults", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_alignment_faults_total",
            "Alignment faults.", in: .perf),
        Metric(
            "perf.emulation_faults", .domain, .counter, .count, LibvirtVersion(3, 2, 0),
            "libvirt_domain_perf_emulation_faults_total",
            "Emulation faults.", in: .perf),
    ]
}
