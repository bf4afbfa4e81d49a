extension Catalogue {
    /// `VIR_DOMAIN_STATS_BLOCK`.
    static let blockMetrics: [Metric] = [
        Metric(
            "block.count", .domain, .gauge, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_devices",
            "Disks of the domain.", in: .block),
        Metric(
            "block.#.backingIndex", .block, .gauge, .count, LibvirtVersion(1, 2, 12),
            "libvirt_domain_block_stats_backing_index",
            "Index of the disk's top image in its backing chain, as block jobs and thresholds name it.", in: .block),
        Metric(
            "block.#.rd.reqs", .block, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_read_requests_total",
            "Read requests.", in: .block),
        Metric(
            "block.#.rd.bytes", .block, .counter, .bytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_read_bytes_total",
            "Bytes read.", in: .block),
        Metric(
            "block.#.rd.times", .block, .counter, .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_read_time_seconds_total",
            "Time spent on read requests, summed over requests.", in: .block),
        Metric(
            "block.#.wr.reqs", .block, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_write_requests_total",
            "Write requests.", in: .block),
        Metric(
            "block.#.wr.bytes", .block, .counter, .bytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_write_bytes_total",
            "Bytes written.", in: .block),
        Metric(
            "block.#.wr.times", .block, .counter, .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_write_time_seconds_total",
            "Time spent on write requests, summed over requests.", in: .block),
        Metric(
            "block.#.fl.reqs", .block, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_flush_requests_total",
            "Flush requests.", in: .block),
        Metric(
            "block.#.fl.times", .block, .counter, .nanoseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_flush_time_seconds_total",
            "Time spent on flush requests, summed over requests.", in: .block),
        Metric(
            "block.#.errors", .block, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_block_stats_errors_total",
            "Requests that found the ring full (Xen only).", in: .block),
        Metric(
            "block.#.allocation", .block, .gauge, .bytes, LibvirtVersion(1, 2, 10),
            "libvirt_domain_block_stats_allocation_bytes",
            "Highest offset of the image that the guest wrote.", in: .block),
        Metric(
            "block.#.capacity", .block, .gauge, .bytes, LibvirtVersion(1, 2, 10),
            "libvirt_domain_block_stats_capacity_bytes",
            "Size of the disk as the guest sees it.", in: .block),
        Metric(
            "block.#.physical", .block, .gauge, .bytes, LibvirtVersion(1, 2, 10),
            "libvirt_domain_block_stats_physicalsize_bytes",
            "Size of the image on the host.", in: .block),
        Metric(
            "block.#.threshold", .block, .gauge, .bytes, LibvirtVersion(3, 2, 0),
            "libvirt_domain_block_stats_threshold_bytes",
            "Write offset at which libvirt reports the block threshold event.", in: .block),
    ]
}
