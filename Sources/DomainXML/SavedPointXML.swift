/// Reads the XML of snapshots and checkpoints.
public enum SavedPointXML {
    /// The longest document that is read, in bytes: a snapshot's has that of the domain twice.
    static let maximumSize = 4 * DomainXML.maximumSize

    /// What a snapshot's XML says.
    public struct Snapshot: Hashable, Sendable {
        /// When it was made: seconds of Unix time; `nil` if the XML does not say.
        public var createdAt: Double?
        /// The files that going back to it would need.
        public var paths: Set<String> = []
    }

    /// Reads the XML of a snapshot.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is no
    ///   `<domainsnapshot>`.
    public static func snapshot(from xml: [UInt8]) throws(DomainXMLError) -> Snapshot {
        var snapshot = Snapshot()
        try Document.read(xml, root: "domainsnapshot", limit: maximumSize) { (reader) throws(DomainXMLError) in
            try reader.forEachChild { () throws(DomainXMLError) in
                switch reader.name {
                case "creationTime": snapshot.createdAt = try reader.moment()
                case "memory": if let file = reader.attribute("file") { snapshot.paths.insert(file) }
                case "disks":
                    try reader.forEachChild { () throws(DomainXMLError) in
                        guard case "disk" = reader.name else { return }
                        try reader.forEachChild { () throws(DomainXMLError) in
                            if case "source" = reader.name, let path = reader.imagePath { snapshot.paths.insert(path) }
                        }
                    }
                case "domain", "inactiveDomain":
                    var domain = DomainConfiguration()
                    try reader.readDomain(into: &domain)
                    snapshot.paths.formUnion(domain.paths)
                default: break
                }
            }
        }
        return snapshot
    }

    /// When a checkpoint was made, by its XML: seconds of Unix time; `nil` if that does not say.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is no
    ///   `<domaincheckpoint>`.
    public static func creationTime(ofCheckpoint xml: [UInt8]) throws(DomainXMLError) -> Double? {
        var moment: Double?
        try Document.read(xml, root: "domaincheckpoint", limit: maximumSize) { (reader) throws(DomainXMLError) in
            try reader.forEachChild { () throws(DomainXMLError) in
                if case "creationTime" = reader.name { moment = try reader.moment() }
            }
        }
        return moment
    }
}

extension DomainConfiguration {
    /// All images and files that it names.
    public var paths: Set<String> {
        disks.reduce(into: otherPaths) { paths, disk in
            if let source = disk.source { paths.insert(source) }
            if let mirror = disk.mirror { paths.insert(mirror) }
            paths.formUnion(disk.backing)
        }
    }
}

extension PullReader {
    /// The current element's text as a moment: seconds of Unix time; `nil` if it is none.
    fileprivate func moment() throws(DomainXMLError) -> Double? {
        // libvirt writes whole seconds, and nothing before 1970
        try integer().map(Double.init)
    }
}
