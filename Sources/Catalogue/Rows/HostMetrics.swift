extension Catalogue {
    /// The host itself.
    static let hostMetrics: [Metric] = [
        Metric(
            "virNodeInfo.cpus", .host, .gauge, .count, LibvirtVersion(0, 1, 0),
            "libvirt_host_cpus",
            "Active processors of the host.", in: .host),
        Metric(
            "virNodeInfo.mhz", .host, .gauge, .megahertz, LibvirtVersion(0, 1, 0),
            "libvirt_host_cpu_frequency_hertz",
            "Nominal processor frequency of the host.", in: .host),
        Metric(
            "virNodeInfo.nodes", .host, .gauge, .count, LibvirtVersion(0, 1, 0),
            "libvirt_host_numa_nodes",
            "NUMA nodes of the host.", in: .host),
        Metric(
            "virNodeInfo.sockets", .host, .gauge, .count, LibvirtVersion(0, 1, 0),
            "libvirt_host_cpu_sockets_per_node",
            "Processor sockets in a NUMA node.", in: .host),
        Metric(
            "virNodeInfo.cores", .host, .gauge, .count, LibvirtVersion(0, 1, 0),
            "libvirt_host_cpu_cores_per_socket",
            "Cores in a processor socket.", in: .host),
        Metric(
            "virNodeInfo.threads", .host, .gauge, .count, LibvirtVersion(0, 1, 0),
            "libvirt_host_cpu_threads_per_core",
            "Threads of a core.", in: .host),
        Metric(
            "virNodeInfo.memory", .host, .gauge, .kibibytes, LibvirtVersion(0, 1, 0),
            "libvirt_host_memory_bytes",
            "Memory of the host.", in: .host),
        Metric(
            "virNodeMemoryStats.total", .host, .gauge, .kibibytes, LibvirtVersion(0, 9, 3),
            "libvirt_host_memory_total_bytes",
            "Memory the host's kernel manages.", in: .host),
        Metric(
            "virNodeMemoryStats.free", .host, .gauge, .kibibytes, LibvirtVersion(0, 9, 3),
            "libvirt_host_memory_free_bytes",
            "Memory of the host that nothing uses.", in: .host),
        Metric(
            "virNodeMemoryStats.buffers", .host, .gauge, .kibibytes, LibvirtVersion(0, 9, 3),
            "libvirt_host_memory_buffers_bytes",
            "Memory of the host in buffers.", in: .host),
        Metric(
            "virNodeMemoryStats.cached", .host, .gauge, .kibibytes, LibvirtVersion(0, 9, 3),
            "libvirt_host_memory_cached_bytes",
            "Memory of the host in caches.", in: .host),
        Metric(
            "virNodeMemoryStats.available", .host, .gauge, .kibibytes, LibvirtVersion(12, 3, 0),
            "libvirt_host_memory_available_bytes",
            "Memory of the host that could be used without swapping.", in: .host),
        Metric(
            "virNodeCPUStats.$NAME", .hostCPUMode, .counter, .nanoseconds, LibvirtVersion(0, 9, 3),
            "libvirt_host_cpu_seconds_total",
            "Time the host's processors spent in a mode, summed over processors.", in: .host),
    ]
}
