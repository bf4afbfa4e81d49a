/// Reads the XML of storage volumes.
public enum VolumeXML {
    /// The image that a volume rests on, by its XML; `nil` if it rests on none.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is no
    ///   `<volume>`.
    public static func backing(in xml: [UInt8]) throws(DomainXMLError) -> String? {
        var path: String?
        try Document.read(xml, root: "volume") { (reader) throws(DomainXMLError) in
            try reader.forEachChild { () throws(DomainXMLError) in
                guard case "backingStore" = reader.name else { return }
                try reader.forEachChild { () throws(DomainXMLError) in
                    if case "path" = reader.name { path = try reader.text() }
                }
            }
        }
        return path
    }
}
