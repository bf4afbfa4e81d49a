extension Catalogue {
    /// `VIR_DOMAIN_STATS_BALLOON`.
    static let balloonMetrics: [Metric] = [
        Metric(
            "balloon.current", .domain, .gauge, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_actual_balloon_bytes",
            "Memory the domain has now: its maximum less what the balloon took.", in: .balloon),
        Metric(
            "balloon.maximum", .domain, .gauge, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_info_maximum_memory_bytes",
            "Memory the domain may have at most.", in: .balloon),
        Metric(
            "balloon.swap_in", .domain, .counter, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_swap_in_bytes_total",
            "Data the guest read from its swap space.", in: .balloon),
        Metric(
            "balloon.swap_out", .domain, .counter, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_swap_out_bytes_total",
            "Data the guest wrote to its swap space.", in: .balloon),
        Metric(
            "balloon.major_fault", .domain, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_major_fault_total",
            "Page faults of the guest that needed its disk.", in: .balloon),
        Metric(
            "balloon.minor_fault", .domain, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_minor_fault_total",
            "Page faults of the guest that needed no disk.", in: .balloon),
        Metric(
            "balloon.unused", .domain, .gauge, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_unused_bytes",
            "Memory that the guest leaves wholly unused (MemFree in Linux).", in: .balloon),
        Metric(
            "balloon.available", .domain, .gauge, .kibibytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_memory_stats_available_bytes",
            "Memory as the guest sees it (MemTotal in Linux).", in: .balloon),
        Metric(
            "balloon.usable", .domain, .gauge, .kibibytes, LibvirtVersion(2, 1, 0),
            "libvirt_domain_memory_stats_usable_bytes",
            "Memory the guest could use without swapping (MemAvailable in Linux).", in: .balloon),
        Metric(
            "balloon.last-update", .domain, .gauge, .timestamp, LibvirtVersion(2, 1, 0),
            "libvirt_domain_memory_stats_last_update_timestamp_seconds",
            "When the guest last told its balloon statistics; 0 if it never did.", in: .balloon),
        Metric(
            "balloon.disk_caches", .domain, .gauge, .kibibytes, LibvirtVersion(4, 6, 0),
            "libvirt_domain_memory_stats_disk_caches_bytes",
            "Memory of the guest that could be reclaimed from its disk caches.", in: .balloon),
        Metric(
            "balloon.hugetlb_pgalloc", .domain, .counter, .count, LibvirtVersion(5, 4, 0),
            "libvirt_domain_memory_stats_hugetlb_pgalloc_total",
            "Huge pages the guest allocated.", in: .balloon),
        Metric(
            "balloon.hugetlb_pgfail", .domain, .counter, .count, LibvirtVersion(5, 4, 0),
            "libvirt_domain_memory_stats_hugetlb_pgfail_total",
            "Huge pages the guest failed to allocate.", in: .balloon),
        Metric(
            "balloon.rss", .domain, .gauge, .kibibytes, LibvirtVersion(0, 9, 10),
            "libvirt_domain_memory_stats_rss_bytes",
            "Resident memory of the process that runs the domain.", in: .balloon),
    ]
}
