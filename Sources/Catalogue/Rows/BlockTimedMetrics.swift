extension Catalogue {
    /// Statistics of a disk over configured intervals, of `VIR_DOMAIN_STATS_BLOCK`.
    static let blockTimedMetrics: [Metric] = [
        Metric(
            "block.#.timed_group.#.rd_latency_min", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_read_latency_min_seconds",
            "Lowest latency of read requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.rd_latency_max", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_read_latency_max_seconds",
            "Highest latency of read requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.rd_latency_avg", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_read_latency_avg_seconds",
            "Average latency of read requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.wr_latency_min", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_write_latency_min_seconds",
            "Lowest latency of write requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.wr_latency_max", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_write_latency_max_seconds",
            "Highest latency of write requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.wr_latency_avg", .blockTimedGroup, .gauge, .nanoseconds, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_write_latency_avg_seconds",
            "Average latency of write requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.zone_append_latency_min", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_zone_append_latency_min_seconds",
            "Lowest latency of zone append requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.zone_append_latency_max", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_zone_append_latency_max_seconds",
            "Highest latency of zone append requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.zone_append_latency_avg", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_zone_append_latency_avg_seconds",
            "Average latency of zone append requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.flush_latency_min", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_flush_latency_min_seconds",
            "Lowest latency of flush requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.flush_latency_max", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_flush_latency_max_seconds",
            "Highest latency of flush requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.flush_latency_avg", .blockTimedGroup, .gauge, .nanoseconds,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_flush_latency_avg_seconds",
            "Average latency of flush requests over the interval.", in: .block),
        Metric(
            "block.#.timed_group.#.rd_queue_depth_avg", .blockTimedGroup, .gauge, .count, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_read_queue_depth_avg",
            "Average number of read requests in flight over the interval.", in: .block, as: .double),
        Metric(
            "block.#.timed_group.#.wr_queue_depth_avg", .blockTimedGroup, .gauge, .count, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_write_queue_depth_avg",
            "Average number of write requests in flight over the interval.", in: .block, as: .double),
        Metric(
            "block.#.timed_group.#.zone_append_queue_depth_avg", .blockTimedGroup, .gauge, .count,
            LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_timed_group_zone_append_queue_depth_avg",
            "Average number of zone append requests in flight over the interval.", in: .block, as: .double),
    ]
}
