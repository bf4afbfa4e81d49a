import CLibvirt
import Glibc

/// A file system of a guest, as its guest agent tells it (`virDomainFSInfo`).
public struct GuestFileSystem: Hashable, Sendable {
    /// Where it is mounted.
    public var mountPoint: String
    /// The device's name in the guest.
    public var name: String
    /// The type, such as `ext4`.
    public var type: String
    /// The targets of the disks it is on.
    public var devices: [String]
}

extension Connection {
    /// The file systems of a running domain (`virDomainGetFSInfo`); the connection must be for writing.
    ///
    /// Waits for the guest agent.
    public func fileSystems(of domain: DomainReference) throws(LibvirtError) -> [GuestFileSystem] {
        try perform("virDomainGetFSInfo", on: domain) { raw in
            var list: UnsafeMutablePointer<virDomainFSInfoPtr?>?
            let count = virDomainGetFSInfo(raw, &list, 0)
            guard count >= 0 else { return nil }
            defer { free(list) }
            return (0..<Int(count)).compactMap { position in
                guard let information = list?[position] else { return nil }
                defer { virDomainFSInfoFree(information) }
                let part = information.pointee
                return GuestFileSystem(
                    mountPoint: String(repairing: part.mountpoint) ?? "", name: String(repairing: part.name) ?? "",
                    type: String(repairing: part.fstype) ?? "",
                    devices: (0..<Int(part.ndevAlias)).compactMap { String(repairing: part.devAlias?[$0]) })
            }
        }
    }
}
