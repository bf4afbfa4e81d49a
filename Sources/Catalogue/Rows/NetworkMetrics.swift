extension Catalogue {
    /// Virtual networks.
    static let networkMetrics: [Metric] = [
        Metric(
            "virNetworkIsActive", .network, .gauge, .boolean, LibvirtVersion(0, 7, 3),
            "libvirt_network_active",
            "Whether a virtual network is in use, 1 or 0.", in: .network),
        Metric(
            "virNetworkIsPersistent", .network, .gauge, .boolean, LibvirtVersion(0, 7, 3),
            "libvirt_network_persistent",
            "Whether a virtual network outlives being stopped, 1 or 0.", in: .network),
        Metric(
            "virNetworkGetAutostart", .network, .gauge, .boolean, LibvirtVersion(0, 2, 1),
            "libvirt_network_autostart",
            "Whether a virtual network starts with the host, 1 or 0.", in: .network),
    ]
}
