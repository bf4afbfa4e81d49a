extension Catalogue {
    /// Fields that name and structure resource monitors.
    static let monitorKnownFields: [KnownField] =
        monitor("cpu.cache.monitor", .cacheMonitor, "bank", .cacheBank, LibvirtVersion(4, 10, 0), in: .cpuTotal)
        + monitor("cpu.energy.monitor", .energyMonitor, "pkg", .energyPackage, LibvirtVersion(12, 4, 0), in: .cpuTotal)
        + monitor(
            "memory.bandwidth.monitor",
            .bandwidthMonitor,
            "node",
            .bandwidthNode,
            LibvirtVersion(6, 0, 0),
            in: .memory
        )

    private static func monitor(
        _ prefix: String,
        _ scope: Scope,
        _ part: String,
        _ partScope: Scope,
        _ since: LibvirtVersion,
        in collector: Collector
    ) -> [KnownField] {
        [
            KnownField("\(prefix).count", .domain, .structure, since, in: collector),
            KnownField("\(prefix).#.name", scope, .label(0), since, in: collector),
            KnownField("\(prefix).#.vcpus", scope, .label(1), since, in: collector),
            KnownField("\(prefix).#.\(part).count", scope, .structure, since, in: collector),
            KnownField("\(prefix).#.\(part).#.id", partScope, .label(0), since, in: collector),
        ]
    }
}
