import CLibvirt

/// The counters of a network interface, as the guest sees them; what libvirt does not know is `nil`.
public struct InterfaceStatistics: Hashable, Sendable {
    /// Bytes received.
    public var receivedBytes: Int64?
    /// Packets received.
    public var receivedPackets: Int64?
    /// Receive errors.
    public var receiveErrors: Int64?
    /// Received packets that were dropped.
    public var receiveDrops: Int64?
    /// Bytes sent.
    public var transmittedBytes: Int64?
    /// Packets sent.
    public var transmittedPackets: Int64?
    /// Send errors.
    public var transmitErrors: Int64?
    /// Packets that were dropped instead of sent.
    public var transmitDrops: Int64?
}

extension Connection {
    /// The counters of one network interface of a running domain (`virDomainInterfaceStats`).
    ///
    /// - Parameter device: the interface's target on the host, such as `vnet0`, or its MAC address.
    public func interfaceStatistics(
        of domain: DomainReference,
        device: String
    ) throws(LibvirtError) -> InterfaceStatistics {
        try perform("virDomainInterfaceStats", on: domain) { raw in
            var stats = virDomainInterfaceStatsStruct()
            let size = MemoryLayout<virDomainInterfaceStatsStruct>.size
            guard virDomainInterfaceStats(raw, device, &stats, size) == 0 else { return nil }
            return InterfaceStatistics(
                receivedBytes: stats.rx_bytes.said,
                receivedPackets: stats.rx_packets.said,
                receiveErrors: stats.rx_errs.said,
                receiveDrops: stats.rx_drop.said,
                transmittedBytes: stats.tx_bytes.said,
                transmittedPackets: stats.tx_packets.said,
                transmitErrors: stats.tx_errs.said,
                transmitDrops: stats.tx_drop.said
            )
        }
    }
}

extension Int64 {
    /// The value, unless it is libvirt's -1 for "not known".
    fileprivate var said: Int64? { self == -1 ? nil : self }
}
