extension Catalogue {
    /// Limits of a disk's block backend, of `VIR_DOMAIN_STATS_BLOCK`.
    static let blockLimitMetrics: [Metric] = [
        Metric(
            "block.#.limits.request_alignment", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_request_alignment_bytes",
            "Alignment that requests need.", in: .block),
        Metric(
            "block.#.limits.discard_max", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_discard_max_bytes",
            "Largest discard request.", in: .block),
        Metric(
            "block.#.limits.discard_alignment", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_discard_alignment_bytes",
            "Best alignment of discard requests.", in: .block),
        Metric(
            "block.#.limits.write_zeroes_max", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_write_zeroes_max_bytes",
            "Largest request to write zeroes.", in: .block),
        Metric(
            "block.#.limits.write_zeroes_alignment", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_write_zeroes_alignment_bytes",
            "Best alignment of requests to write zeroes.", in: .block),
        Metric(
            "block.#.limits.transfer_optimal", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_transfer_optimal_bytes",
            "Best size of a transfer.", in: .block),
        Metric(
            "block.#.limits.transfer_max", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_transfer_max_bytes",
            "Largest transfer.", in: .block),
        Metric(
            "block.#.limits.transfer_hw_max", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_transfer_hw_max_bytes",
            "Largest transfer that the hardware takes.", in: .block),
        Metric(
            "block.#.limits.memory_alignment_minimal", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_memory_alignment_minimal_bytes",
            "Alignment that buffers need.", in: .block),
        Metric(
            "block.#.limits.memory_alignment_optimal", .block, .gauge, .bytes, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_memory_alignment_optimal_bytes",
            "Best alignment of buffers.", in: .block),
        Metric(
            "block.#.limits.iov_max", .block, .gauge, .count, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_iov_max",
            "Most scatter-gather elements of a request.", in: .block),
        Metric(
            "block.#.limits.iov_hw_max", .block, .gauge, .count, LibvirtVersion(11, 10, 0),
            "libvirt_domain_block_limits_iov_hw_max",
            "Most scatter-gather elements that the hardware takes.", in: .block),
    ]
}
