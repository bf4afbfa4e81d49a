/// Why a domain's XML could not be read.
public enum DomainXMLError: Error, Hashable, Sendable {
    /// The document is longer than the limit; both sizes in bytes.
    case tooLarge(size: Int, limit: Int)
    /// The document has a document type declaration, which libvirt never writes.
    case documentType
    /// The document is not well-formed: libxml2's message and the line it names, counted from 1.
    case malformed(line: Int, message: String)
    /// The document's root element is not `<domain>`; an empty name means that there is no root element.
    case notADomain(root: String)
    /// libxml2 could not allocate a parser.
    case outOfMemory
    /// libxml2's library cannot be loaded, for the reason that the system gives.
    case noLibrary(reason: String)
}

extension DomainXMLError: CustomStringConvertible {
    /// What is wrong with the document and what to do about it.
    public var description: String {
        switch self {
        case .tooLarge(let size, let limit):
            "the domain XML has \(size) bytes, more than the limit of \(limit) bytes; make the guest's metadata smaller"
        case .documentType:
            "the domain XML has a document type declaration, which is not accepted; "
                + "check what answers on the libvirt connection"
        case .malformed(let line, let message):
            "the domain XML is malformed at line \(line): \(message)"
        case .notADomain(let root) where root.isEmpty:
            "the domain XML has no root element; <domain> was expected"
        case .notADomain(let root):
            "the XML's root element is <\(root)>; <domain> was expected"
        case .outOfMemory:
            "libxml2 could not allocate a parser for the domain XML"
        case .noLibrary(let reason):
            "libxml2's library, which reads the domain XML, cannot be loaded: \(reason); install it (Debian: libxml2)"
        }
    }
}
