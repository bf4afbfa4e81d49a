/// Why an XML document of libvirt's, mostly a domain's, could not be read.
public enum DomainXMLError: Error, Hashable, Sendable {
    /// The document is longer than the limit; both sizes in bytes.
    case tooLarge(size: Int, limit: Int)
    /// The document has a document type declaration, which libvirt never writes.
    case documentType
    /// The document is not well-formed: libxml2's message and the line it names, counted from 1.
    case malformed(line: Int, message: String)
    /// The document's root element is another one than was expected; an empty name means that there is no root element.
    case unexpectedRoot(String, expected: String)
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
            "the XML has \(size) bytes, more than the limit of \(limit) bytes; make the guest's metadata smaller"
        case .documentType:
            "the XML has a document type declaration, which is not accepted; "
                + "check what answers on the libvirt connection"
        case .malformed(let line, let message):
            "the XML is malformed at line \(line): \(message)"
        case .unexpectedRoot(let root, let expected) where root.isEmpty:
            "the XML has no root element; <\(expected)> was expected"
        case .unexpectedRoot(let root, let expected):
            "the XML's root element is <\(root)>; <\(expected)> was expected"
        case .outOfMemory:
            "libxml2 could not allocate a parser for XML"
        case .noLibrary(let reason):
            "libxml2's library, which reads XML, cannot be loaded: \(reason); install it (Debian: libxml2)"
        }
    }
}
