/// Reads libvirt's capabilities XML.
public enum CapabilitiesXML {
    /// The pages of a NUMA cell of one size.
    public struct Pages: Hashable, Sendable {
        /// The cell's number.
        public var cell: Int32
        /// The size, in KiB.
        public var size: UInt32
        /// How many there are; `nil` if the XML does not say.
        public var total: UInt64?
    }

    /// The huge pages of the host, which are all of its pages but those of a cell's smallest size.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is no
    ///   `<capabilities>`.
    public static func hugePages(in xml: [UInt8]) throws(DomainXMLError) -> [Pages] {
        var pages: [Pages] = []
        // a host of many processors has much to tell
        try Document.read(xml, root: "capabilities", limit: 16 * DomainXML.maximumSize) {
            (reader) throws(DomainXMLError) in
            try reader.forEachChild { () throws(DomainXMLError) in
                guard case "host" = reader.name else { return }
                try reader.forEachChild { () throws(DomainXMLError) in
                    guard case "topology" = reader.name else { return }
                    try reader.forEachChild { () throws(DomainXMLError) in
                        guard case "cells" = reader.name else { return }
                        try reader.forEachChild { () throws(DomainXMLError) in
                            if case "cell" = reader.name { pages += try reader.cellPages() }
                        }
                    }
                }
            }
        }
        return pages
    }
}

extension PullReader {
    fileprivate func cellPages() throws(DomainXMLError) -> [CapabilitiesXML.Pages] {
        guard let cell = attribute("id").flatMap({ Int32($0) }), cell >= 0 else { return [] }
        var pages: [CapabilitiesXML.Pages] = []
        try forEachChild { () throws(DomainXMLError) in
            guard case "pages" = name, attribute("unit") ?? "KiB" == "KiB",
                let size = attribute("size").flatMap({ UInt32($0) }), size > 0
            else { return }
            pages.append(CapabilitiesXML.Pages(cell: cell, size: size, total: try integer().map(UInt64.init)))
        }
        let smallest = pages.map(\.size).min()
        return pages.filter { $0.size != smallest }
    }
}
