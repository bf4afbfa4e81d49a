import CLibvirt
import Glibc

/// A snapshot of a domain.
public struct DomainSnapshot: Hashable, Sendable {
    /// The name; bytes that are not UTF-8 are written as `\xnn`.
    public var name: String
    /// The XML as libvirt wrote it, which has the moment it was made; parts of it are the tenant's text.
    public var xml: [UInt8]
    /// Whether what the domain does now builds on it.
    public var isCurrent: Bool
}

/// A checkpoint of a domain: a point that its next incremental backup may begin at.
public struct DomainCheckpoint: Hashable, Sendable {
    /// The name; bytes that are not UTF-8 are written as `\xnn`.
    public var name: String
    /// The XML as libvirt wrote it, without the domain's.
    public var xml: [UInt8]
}

extension Connection {
    /// The snapshots of a domain (`virDomainListAllSnapshots`), in libvirt's order; two calls more for each.
    ///
    /// One that is deleted meanwhile is left out.
    public func snapshots(of domain: DomainReference) throws(LibvirtError) -> [DomainSnapshot] {
        let list = try perform("virDomainListAllSnapshots", on: domain) { raw in
            var array: UnsafeMutablePointer<virDomainSnapshotPtr?>?
            let count = virDomainListAllSnapshots(raw, &array, 0)
            return count < 0 ? nil : HandleList(array, count: count) { virDomainSnapshotFree($0) }
        }
        return try list.compactMap { (raw) throws(LibvirtError) -> DomainSnapshot? in
            guard let name = String(repairing: virDomainSnapshotGetName(raw)) else { return nil }
            do throws(LibvirtError) {
                let xml = try perform("virDomainSnapshotGetXMLDesc", on: domain.name) { _ in
                    virDomainSnapshotGetXMLDesc(raw, 0).map(consume)
                }
                let isCurrent = try perform("virDomainSnapshotIsCurrent", on: domain.name) { _ -> Bool? in
                    let answer = virDomainSnapshotIsCurrent(raw, 0)
                    return answer < 0 ? nil : answer == 1
                }
                return DomainSnapshot(name: name, xml: xml, isCurrent: isCurrent)
            } catch  where error.code == .noDomainSnapshot {
                return nil
            }
        }
    }

    /// The checkpoints of a domain (`virDomainListAllCheckpoints`, libvirt 5.6), in libvirt's order; a call more for each.
    ///
    /// One that is deleted meanwhile is left out.
    public func checkpoints(of domain: DomainReference) throws(LibvirtError) -> [DomainCheckpoint] {
        let call = "virDomainListAllCheckpoints"
        try require(call, since: LibvirtVersion(rawValue: 5_006_000), on: domain.name)
        let list = try perform(call, on: domain) { raw in
            var array: UnsafeMutablePointer<virDomainCheckpointPtr?>?
            let count = virDomainListAllCheckpoints(raw, &array, 0)
            return count < 0 ? nil : HandleList(array, count: count) { virDomainCheckpointFree($0) }
        }
        return try list.compactMap { (raw) throws(LibvirtError) -> DomainCheckpoint? in
            guard let name = String(repairing: virDomainCheckpointGetName(raw)) else { return nil }
            do throws(LibvirtError) {
                let flags = VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN.rawValue
                let xml = try perform("virDomainCheckpointGetXMLDesc", on: domain.name) { _ in
                    virDomainCheckpointGetXMLDesc(raw, flags).map(consume)
                }
                return DomainCheckpoint(name: name, xml: xml)
            } catch  where error.code == .noDomainCheckpoint {
                return nil
            }
        }
    }
}
