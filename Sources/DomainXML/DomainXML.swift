public import Snapshot

/// Reads libvirt's domain XML (https://libvirt.org/formatdomain.html).
///
/// Only the structure that libvirt defines counts: a `<disk>` is a disk inside `<domain><devices>` and nowhere else,
/// whatever a tenant's metadata holds. Metadata is recognised by namespace, not by prefix.
public enum DomainXML {
    /// The longest document that is read, in bytes: 1 MiB.
    public static let maximumSize = 1 << 20

    /// Reads the facts out of one domain's XML, given as UTF-8.
    ///
    /// - Throws: an error for a document that is too long, declares a document type, is not well-formed or is not a
    ///   `<domain>`. What a well-formed document lacks is absent from the facts, not an error.
    public static func facts(from xml: [UInt8]) throws(DomainXMLError) -> DomainFacts {
        var facts = DomainFacts()
        try Document.read(xml, root: "domain") { (reader) throws(DomainXMLError) in try reader.readDomain(into: &facts)
        }
        return facts
    }

    /// Reads the facts out of one domain's XML.
    ///
    /// - Throws: as `facts(from:)` of bytes.
    public static func facts(from xml: String) throws(DomainXMLError) -> DomainFacts {
        guard xml.utf8.count <= maximumSize else { throw .tooLarge(size: xml.utf8.count, limit: maximumSize) }
        return try facts(from: Array(xml.utf8))
    }
}
