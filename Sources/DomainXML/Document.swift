/// One XML document of libvirt's.
enum Document {
    /// Reads a document to its end, with its root element as the reader's current one.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or has
    ///   another root element.
    static func read(
        _ xml: [UInt8], root: StaticString, limit: Int = DomainXML.maximumSize,
        _ body: (PullReader) throws(DomainXMLError) -> Void
    ) throws(DomainXMLError) {
        guard xml.count <= limit else { throw .tooLarge(size: xml.count, limit: limit) }
        let result = xml.withUnsafeBufferPointer { bytes in
            Result { () throws(DomainXMLError) in try read(bytes, root, body) }
        }
        try result.get()
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ root: StaticString,
        _ body: (PullReader) throws(DomainXMLError) -> Void
    ) throws(DomainXMLError) {
        if Prolog.hasDocumentType(bytes) { throw .documentType }
        let reader = try PullReader(bytes)
        guard try reader.moveToRoot() else { throw .unexpectedRoot("", expected: "\(root)") }
        guard root ~= reader.name else { throw .unexpectedRoot(reader.writtenName, expected: "\(root)") }
        try body(reader)
        try reader.finish()
    }
}
