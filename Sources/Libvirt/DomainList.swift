import CLibvirt
import Glibc

/// Which domains to list (`virConnectListAllDomainsFlags`).
///
/// Options of one group widen it, groups narrow each other: `[.active, .running, .paused]` are the active domains that
/// run or are paused. Nothing at all means every domain.
public struct DomainListFilter: OptionSet, Hashable, Sendable {
    /// libvirt's flags.
    public var rawValue: UInt32
    /// The filter with these flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Domains that have a hypervisor identifier: running, paused, ...
    public static let active = DomainListFilter(rawValue: 1 << 0)
    /// Domains that are defined and not active.
    public static let inactive = DomainListFilter(rawValue: 1 << 1)
    /// Domains that outlive being stopped.
    public static let persistent = DomainListFilter(rawValue: 1 << 2)
    /// Domains that vanish when stopped.
    public static let transient = DomainListFilter(rawValue: 1 << 3)
    /// Domains in state running.
    public static let running = DomainListFilter(rawValue: 1 << 4)
    /// Domains in state paused.
    public static let paused = DomainListFilter(rawValue: 1 << 5)
    /// Domains in state shut off.
    public static let shutoff = DomainListFilter(rawValue: 1 << 6)
    /// Domains in any other state.
    public static let other = DomainListFilter(rawValue: 1 << 7)
    /// Domains with a managed save image.
    public static let managedSave = DomainListFilter(rawValue: 1 << 8)
    /// Domains without a managed save image.
    public static let noManagedSave = DomainListFilter(rawValue: 1 << 9)
    /// Domains that start with the host.
    public static let autostart = DomainListFilter(rawValue: 1 << 10)
    /// Domains that do not start with the host.
    public static let noAutostart = DomainListFilter(rawValue: 1 << 11)
    /// Domains with a snapshot.
    public static let hasSnapshot = DomainListFilter(rawValue: 1 << 12)
    /// Domains without a snapshot.
    public static let noSnapshot = DomainListFilter(rawValue: 1 << 13)
    /// Domains with a checkpoint.
    public static let hasCheckpoint = DomainListFilter(rawValue: 1 << 14)
    /// Domains without a checkpoint.
    public static let noCheckpoint = DomainListFilter(rawValue: 1 << 15)
}

extension Connection {
    /// The domains that pass a filter, in libvirt's order.
    ///
    /// One call, whatever the number (`virConnectListAllDomains`).
    public func domains(_ filter: DomainListFilter = []) throws(LibvirtError) -> [DomainReference] {
        var array: UnsafeMutablePointer<virDomainPtr?>?
        let count = try perform("virConnectListAllDomains") { connection in
            let count = virConnectListAllDomains(connection, &array, filter.rawValue)
            return count < 0 ? nil : Int(count)
        }
        defer { free(array) }
        // A list of all domains also says which ones are no more.
        if filter.isEmpty {
            session.handles = Dictionary(minimumCapacity: count)
            session.listed = count
        }
        var result: [DomainReference] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            guard let raw = array?[index] else { continue }
            let handle = DomainHandle(owning: raw)
            guard let domain = DomainReference(raw) else { continue }
            session.handles[domain.uuid] = handle
            result.append(domain)
        }
        return result
    }

    /// The hypervisor's identifiers of the active domains, in libvirt's order (`virConnectListDomains`).
    ///
    /// A fraction of the cost of ``domains(_:)``: enough to see whether domains came or went.
    /// - Parameter expected: how many there are supposedly; more cost a second call.
    public func activeDomainIDs(expecting expected: Int = 0) throws(LibvirtError) -> [Int32] {
        // some room for those that came since
        var capacity = min(Self.mostIDs, max(expected, 0) + 32)
        while true {
            let ids = try performFilling("virConnectListDomains", capacity: capacity, of: Int32(0)) {
                connection, buffer -> [Int32]? in
                let count = virConnectListDomains(connection, buffer.baseAddress, Int32(buffer.count))
                return count < 0 ? nil : Array(buffer.prefix(Int(count)))
            }
            // a full buffer may have cut the list
            if ids.count < capacity || capacity == Self.mostIDs { return ids }
            capacity = Self.mostIDs
        }
    }

    /// The most that libvirt's remote protocol lets be asked for (`REMOTE_DOMAIN_LIST_MAX`).
    private static let mostIDs = 16_384

    /// The domain with this name.
    ///
    /// - Throws: ``LibvirtError/Code/noDomain`` if there is none.
    public func domain(named name: String) throws(LibvirtError) -> DomainReference {
        try adopt(perform("virDomainLookupByName", on: name) { virDomainLookupByName($0, name) })
    }

    /// The domain with this UUID.
    ///
    /// - Throws: ``LibvirtError/Code/noDomain`` if there is none.
    public func domain(uuid: DomainUUID) throws(LibvirtError) -> DomainReference {
        let raw = try perform("virDomainLookupByUUID", on: uuid.description) { connection in
            uuid.bytes.withUnsafeBufferPointer { virDomainLookupByUUID(connection, $0.baseAddress) }
        }
        return try adopt(raw)
    }

    private func adopt(_ raw: virDomainPtr) throws(LibvirtError) -> DomainReference {
        let handle = DomainHandle(owning: raw)
        guard let domain = DomainReference(raw) else { throw .last(call: "virDomainGetUUID", subject: requestedURI) }
        session.handles[domain.uuid] = handle
        return domain
    }
}
