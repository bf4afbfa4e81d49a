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
