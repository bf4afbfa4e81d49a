import CLibvirt
import Glibc

/// What a storage volume is (`virStorageVolType`).
public struct StorageVolumeKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The kind with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// A folder that holds something else.
    public static let directory = StorageVolumeKind(rawValue: 2)
    /// A folder over the network.
    public static let networkDirectory = StorageVolumeKind(rawValue: 4)

    static let names = ["file", "block", "dir", "network", "netdir", "ploop"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// A volume of a storage pool.
public struct StorageVolume: Hashable, Sendable {
    /// The name; bytes that are not UTF-8 are written as `\xnn`.
    public var name: String
    /// Where it is, which is what disks of domains have for their source.
    public var path: String
    /// What it is.
    public var kind: StorageVolumeKind
    /// The size that a domain sees, in bytes.
    public var capacity: UInt64
    /// What it takes up in the pool, in bytes.
    public var allocation: UInt64
    /// The XML as libvirt wrote it; `nil` if it was not asked for.
    public var xml: [UInt8]?
}

extension Connection {
    /// The volumes of an active storage pool (`virStoragePoolListAllVolumes`), as of its last refresh.
    ///
    /// Two calls for each volume, or three. One that is deleted meanwhile, or whose file is gone, is left out.
    ///
    /// - Parameter withXML: whether the XML of each is asked for as well, which has what the volume rests on.
    /// - Throws: ``LibvirtError/Code/noStoragePool`` if the pool is gone, ``LibvirtError/Code/operationInvalid`` if it is not
    ///   active.
    public func volumes(
        of pool: StoragePool, withXML: Bool = false
    ) throws(LibvirtError) -> [StorageVolume] {
        let found = try perform("virStoragePoolLookupByUUID", on: pool.name) { connection in
            pool.uuid.bytes.withUnsafeBufferPointer { virStoragePoolLookupByUUID(connection, $0.baseAddress) }
        }
        defer { virStoragePoolFree(found) }
        let volumes = try perform("virStoragePoolListAllVolumes", on: pool.name) { _ in
            var array: UnsafeMutablePointer<virStorageVolPtr?>?
            let count = virStoragePoolListAllVolumes(found, &array, 0)
            return count < 0 ? nil : HandleList(array, count: count) { virStorageVolFree($0) }
        }
        return try volumes.compactMap { (raw) throws(LibvirtError) -> StorageVolume? in
            guard let name = String(repairing: virStorageVolGetName(raw)) else { return nil }
            do throws(LibvirtError) {
                return try volume(raw, named: name, of: pool, withXML: withXML)
            } catch  where error.code == .noStorageVolume || error.code == .systemError {
                return nil
            }
        }
    }

    private func volume(
        _ raw: virStorageVolPtr, named name: String, of pool: StoragePool, withXML: Bool
    ) throws(LibvirtError) -> StorageVolume {
        let path = try perform("virStorageVolGetPath", on: pool.name) { _ in virStorageVolGetPath(raw).map(consume) }
        let info = try perform("virStorageVolGetInfo", on: pool.name) { _ -> virStorageVolInfo? in
            var info = virStorageVolInfo()
            return virStorageVolGetInfo(raw, &info) == 0 ? info : nil
        }
        let xml =
            try withXML
            ? perform("virStorageVolGetXMLDesc", on: pool.name) { _ in virStorageVolGetXMLDesc(raw, 0).map(consume) }
            : nil
        return StorageVolume(
            name: name, path: String(repairing: path), kind: StorageVolumeKind(rawValue: info.type),
            capacity: info.capacity, allocation: info.allocation, xml: xml)
    }
}
