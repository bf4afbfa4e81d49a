extension Catalogue {
    /// `VIR_DOMAIN_STATS_MEMORY`: memory bandwidth monitors.
    static let memoryMetrics: [Metric] = [
        Metric(
            "memory.bandwidth.monitor.#.node.#.bytes.total", .bandwidthNode, .counter, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_memory_bandwidth_monitor_bytes_total",
            "Bytes the monitored virtual CPUs moved through a memory node's controller.", in: .memory),
        Metric(
            "memory.bandwidth.monitor.#.node.#.bytes.local", .bandwidthNode, .counter, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_memory_bandwidth_monitor_local_bytes_total",
            "The part of those bytes that came from processors local to the node.", in: .memory),
    ]
}
