import CLibvirt
import Glibc

extension Connection {
    /// What libvirt warns of of a domain: what taints it, and what it uses that is deprecated.
    ///
    /// `virDomainGetMessages`, libvirt 7.1. The texts are libvirt's own, parts of them may be of the domain's XML.
    public func messages(of domain: DomainReference) throws(LibvirtError) -> [String] {
        try require("virDomainGetMessages", since: LibvirtVersion(rawValue: 7_001_000), on: domain.name)
        return try perform("virDomainGetMessages", on: domain) { raw in
            var array: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
            let count = virDomainGetMessages(raw, &array, 0)
            guard count >= 0 else { return nil }
            defer { free(array) }
            return (0..<Int(count)).compactMap { position in
                (array?[position]).map { String(repairing: consume($0)) }
            }
        }
    }
}
