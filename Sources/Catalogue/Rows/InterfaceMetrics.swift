extension Catalogue {
    /// `VIR_DOMAIN_STATS_INTERFACE`, as the guest sees its interfaces.
    static let interfaceMetrics: [Metric] = [
        Metric(
            "net.count", .domain, .gauge, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interfaces",
            "Network interfaces of the domain.", in: .interface),
        Metric(
            "net.#.rx.bytes", .interface, .counter, .bytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_receive_bytes_total",
            "Bytes the guest received.", in: .interface),
        Metric(
            "net.#.rx.pkts", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_receive_packets_total",
            "Packets the guest received.", in: .interface),
        Metric(
            "net.#.rx.errs", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_receive_errors_total",
            "Packets with errors in the direction in which the guest receives.", in: .interface),
        Metric(
            "net.#.rx.drop", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_receive_drops_total",
            "Packets dropped in the direction in which the guest receives.", in: .interface),
        Metric(
            "net.#.tx.bytes", .interface, .counter, .bytes, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_transmit_bytes_total",
            "Bytes the guest sent.", in: .interface),
        Metric(
            "net.#.tx.pkts", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_transmit_packets_total",
            "Packets the guest sent.", in: .interface),
        Metric(
            "net.#.tx.errs", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_transmit_errors_total",
            "Packets with errors in the direction in which the guest transmits.", in: .interface),
        Metric(
            "net.#.tx.drop", .interface, .counter, .count, LibvirtVersion(1, 2, 9),
            "libvirt_domain_interface_stats_transmit_drops_total",
            "Packets dropped in the direction in which the guest transmits.", in: .interface),
    ]
}
