import CLibvirt
import Glibc

/// A virtual network of the host.
public struct Network: Hashable, Sendable {
    /// The name; bytes that are not UTF-8 are written as `\xnn`.
    public var name: String
    /// The UUID.
    public var uuid: DomainUUID
    /// Whether it is in use.
    public var isActive: Bool
    /// Whether it outlives being stopped.
    public var isPersistent: Bool
    /// Whether it starts with the host.
    public var isAutostart: Bool
}

/// An address that a virtual network has lent (`virNetworkDHCPLease`).
public struct NetworkLease: Hashable, Sendable {
    /// The address, as libvirt writes it.
    public var address: String
    /// Whether the address is one of IPv6, rather than IPv4.
    public var isIPv6: Bool
    /// When the lease ends: seconds of Unix time; `nil` if it never does.
    public var expiry: Int64?
}

extension Connection {
    /// The virtual networks, in four calls whatever their number.
    public func networks() throws(LibvirtError) -> [Network] {
        let active = Set(try networkNames(VIR_CONNECT_LIST_NETWORKS_ACTIVE).map(\.uuid))
        let persistent = Set(try networkNames(VIR_CONNECT_LIST_NETWORKS_PERSISTENT).map(\.uuid))
        let autostart = Set(try networkNames(VIR_CONNECT_LIST_NETWORKS_AUTOSTART).map(\.uuid))
        return try networkNames(nil).map { name, uuid in
            Network(
                name: name,
                uuid: uuid,
                isActive: active.contains(uuid),
                isPersistent: persistent.contains(uuid),
                isAutostart: autostart.contains(uuid)
            )
        }
    }

    /// The addresses that an active network has lent, without those whose time is over (`virNetworkGetDHCPLeases`).
    ///
    /// - Throws: ``LibvirtError/Code/noNetwork`` if the network is gone, ``LibvirtError/Code/operationInvalid`` if it is not
    ///   active.
    public func leases(of network: Network) throws(LibvirtError) -> [NetworkLease] {
        let raw = try lookUp(network)
        defer { virNetworkFree(raw) }
        return try perform("virNetworkGetDHCPLeases", on: network.name) { _ in
            var array: UnsafeMutablePointer<virNetworkDHCPLeasePtr?>?
            let count = virNetworkGetDHCPLeases(raw, nil, &array, 0)
            guard count >= 0 else { return nil }
            defer { free(array) }
            return (0..<Int(count)).compactMap { position in
                guard let lease = array?[position] else { return nil }
                defer { virNetworkDHCPLeaseFree(lease) }
                let part = lease.pointee
                guard let address = String(repairing: part.ipaddr) else { return nil }
                return NetworkLease(
                    address: address, isIPv6: part.type == Int32(bitPattern: VIR_IP_ADDR_TYPE_IPV6.rawValue),
                    expiry: part.expirytime == 0 ? nil : part.expirytime)
            }
        }
    }

    /// A network's XML, as libvirt wrote it (`virNetworkGetXMLDesc`).
    ///
    /// - Throws: ``LibvirtError/Code/noNetwork`` if the network is gone.
    public func xml(of network: Network) throws(LibvirtError) -> [UInt8] {
        let raw = try lookUp(network)
        defer { virNetworkFree(raw) }
        return try perform("virNetworkGetXMLDesc", on: network.name) { _ in virNetworkGetXMLDesc(raw, 0).map(consume) }
    }

    private func lookUp(_ network: Network) throws(LibvirtError) -> virNetworkPtr {
        try perform("virNetworkLookupByUUID", on: network.name) { connection in
            network.uuid.bytes.withUnsafeBufferPointer { virNetworkLookupByUUID(connection, $0.baseAddress) }
        }
    }

    private func networkNames(
        _ filter: virConnectListAllNetworksFlags?
    ) throws(LibvirtError) -> [(name: String, uuid: DomainUUID)] {
        var array: UnsafeMutablePointer<virNetworkPtr?>?
        let count = try perform("virConnectListAllNetworks") { connection in
            let count = virConnectListAllNetworks(connection, &array, filter?.rawValue ?? 0)
            return count < 0 ? nil : Int(count)
        }
        defer { free(array) }
        return (0..<count).compactMap { index in
            guard let raw = array?[index] else { return nil }
            defer { virNetworkFree(raw) }
            guard let name = String(repairing: virNetworkGetName(raw)),
                let uuid = DomainUUID(filledBy: { virNetworkGetUUID(raw, $0) })
            else { return nil }
            return (name, uuid)
        }
    }
}
