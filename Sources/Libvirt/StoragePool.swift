import CLibvirt
import Glibc

/// Which storage pools to list (`virConnectListAllStoragePoolsFlags`); nothing at all means every pool.
public struct StoragePoolFilter: OptionSet, Hashable, Sendable {
    /// libvirt's flags.
    public var rawValue: UInt32
    /// The filter with these flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Pools that are not in use.
    public static let inactive = StoragePoolFilter(rawValue: 1 << 0)
    /// Pools in use.
    public static let active = StoragePoolFilter(rawValue: 1 << 1)
    /// Pools that outlive being stopped.
    public static let persistent = StoragePoolFilter(rawValue: 1 << 2)
    /// Pools that vanish when stopped.
    public static let transient = StoragePoolFilter(rawValue: 1 << 3)
    /// Pools that start with the host.
    public static let autostart = StoragePoolFilter(rawValue: 1 << 4)
    /// Pools that do not start with the host.
    public static let noAutostart = StoragePoolFilter(rawValue: 1 << 5)
}

/// What a storage pool is doing (`virStoragePoolState`).
public struct StoragePoolState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The state with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Not in use.
    public static let inactive = StoragePoolState(rawValue: 0)
    /// Being built.
    public static let building = StoragePoolState(rawValue: 1)
    /// In use.
    public static let running = StoragePoolState(rawValue: 2)
    /// In use, with part of it lost.
    public static let degraded = StoragePoolState(rawValue: 3)
    /// Not to be reached.
    public static let inaccessible = StoragePoolState(rawValue: 4)

    /// Every state this code knows, in libvirt's order.
    public static let known = (0..<Int32(names.count)).map { StoragePoolState(rawValue: $0) }

    static let names = ["inactive", "building", "running", "degraded", "inaccessible"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// A storage pool of the host.
public struct StoragePool: Hashable, Sendable {
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

/// State and sizes of a storage pool (`virStoragePoolInfo`), as of the pool's last refresh.
public struct StoragePoolInformation: Hashable, Sendable {
    /// The state.
    public var state: StoragePoolState
    /// The size, in bytes.
    public var capacity: UInt64
    /// What volumes take up, in bytes.
    public var allocation: UInt64
    /// What is left, in bytes.
    public var available: UInt64
}

extension Connection {
    /// The storage pools that pass a filter, in four calls whatever their number.
    public func storagePools(_ filter: StoragePoolFilter = []) throws(LibvirtError) -> [StoragePool] {
        let active = Set(try storagePoolNames(.active).map(\.uuid))
        let persistent = Set(try storagePoolNames(.persistent).map(\.uuid))
        let autostart = Set(try storagePoolNames(.autostart).map(\.uuid))
        return try storagePoolNames(filter).map { name, uuid in
            StoragePool(
                name: name,
                uuid: uuid,
                isActive: active.contains(uuid),
                isPersistent: persistent.contains(uuid),
                isAutostart: autostart.contains(uuid)
            )
        }
    }

    /// State and sizes of a storage pool (`virStoragePoolGetInfo`).
    ///
    /// The pool is not refreshed: sizes are what libvirt last saw.
    public func information(of pool: StoragePool) throws(LibvirtError) -> StoragePoolInformation {
        let raw = try perform("virStoragePoolLookupByUUID", on: pool.name) { connection in
            pool.uuid.bytes.withUnsafeBufferPointer { virStoragePoolLookupByUUID(connection, $0.baseAddress) }
        }
        defer { virStoragePoolFree(raw) }
        return try perform("virStoragePoolGetInfo", on: pool.name) { _ in
            var info = virStoragePoolInfo()
            guard virStoragePoolGetInfo(raw, &info) == 0 else { return nil }
            return StoragePoolInformation(
                state: StoragePoolState(rawValue: info.state),
                capacity: info.capacity,
                allocation: info.allocation,
                available: info.available
            )
        }
    }

    private func storagePoolNames(
        _ filter: StoragePoolFilter
    ) throws(LibvirtError) -> [(name: String, uuid: DomainUUID)] {
        var array: UnsafeMutablePointer<virStoragePoolPtr?>?
        let count = try perform("virConnectListAllStoragePools") { connection in
            let count = virConnectListAllStoragePools(connection, &array, filter.rawValue)
            return count < 0 ? nil : Int(count)
        }
        defer { free(array) }
        return (0..<count).compactMap { index in
            guard let raw = array?[index] else { return nil }
            defer { virStoragePoolFree(raw) }
            guard let name = String(repairing: virStoragePoolGetName(raw)),
                let uuid = DomainUUID(filledBy: { virStoragePoolGetUUID(raw, $0) })
            else { return nil }
            return (name, uuid)
        }
    }
}
