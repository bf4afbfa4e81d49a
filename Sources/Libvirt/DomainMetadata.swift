import CLibvirt

extension Connection {
    /// The element of a namespace in a domain's metadata, without that namespace (`virDomainGetMetadata`); `nil` if there
    /// is none.
    ///
    /// It is the tenant's text.
    public func metadata(of domain: DomainReference, namespace: String) throws(LibvirtError) -> [UInt8]? {
        do throws(LibvirtError) {
            return try perform("virDomainGetMetadata", on: domain) { raw in
                virDomainGetMetadata(raw, Int32(VIR_DOMAIN_METADATA_ELEMENT.rawValue), namespace, 0).map(consume)
            }
        } catch  where error.code == .noDomainMetadata {
            return nil
        }
    }
}
