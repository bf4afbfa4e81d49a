extension Catalogue {
    /// Storage pools, as libvirt knows them without a refresh.
    static let storagePoolMetrics: [Metric] = [
        Metric(
            "virStoragePoolInfo.state", .storagePool, .gauge, .count, LibvirtVersion(0, 4, 1),
            "libvirt_storage_pool_state",
            "State of a storage pool: 0 inactive, 1 building, 2 running, 3 degraded, 4 inaccessible.", in: .storagePool),
        Metric(
            "virStoragePoolInfo.capacity", .storagePool, .gauge, .bytes, LibvirtVersion(0, 4, 1),
            "libvirt_storage_pool_capacity_bytes",
            "Size of a storage pool.", in: .storagePool),
        Metric(
            "virStoragePoolInfo.allocation", .storagePool, .gauge, .bytes, LibvirtVersion(0, 4, 1),
            "libvirt_storage_pool_allocation_bytes",
            "Space allocated in a storage pool.", in: .storagePool),
        Metric(
            "virStoragePoolInfo.available", .storagePool, .gauge, .bytes, LibvirtVersion(0, 4, 1),
            "libvirt_storage_pool_available_bytes",
            "Space free in a storage pool.", in: .storagePool),
        Metric(
            "virStoragePoolGetAutostart", .storagePool, .gauge, .boolean, LibvirtVersion(0, 4, 1),
            "libvirt_storage_pool_autostart",
            "Whether a storage pool starts with the host, 1 or 0.", in: .storagePool),
    ]
}
