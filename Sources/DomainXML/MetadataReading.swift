internal import Snapshot

/// What the tools above libvirt wrote into `<metadata>`, found by their namespaces.
extension PullReader {
    private static let libosinfo = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
    private static let ovirt = "http://ovirt.org/vm/1.0"
    /// Nova counts the version at the end of this up with each new element (1.0, 1.1, ...).
    private static let nova = "http://openstack.org/xmlns/libvirt/nova/"

    /// Reads the current element, `<metadata>`, to its end; the first element of a kind wins.
    func readMetadata(into facts: inout DomainFacts) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            guard let namespace else { return }
            switch localName {
            case "instance" where Self.isNova(namespace):
                let instance = try novaInstance(in: namespace)
                facts.nova = facts.nova ?? instance
            case "vm" where namespace == Self.ovirt:
                let machine = try ovirtMachine()
                facts.ovirt = facts.ovirt ?? machine
            case "libosinfo" where namespace == Self.libosinfo:
                let identifier = try libosinfoIdentifier()
                facts.operatingSystem = facts.operatingSystem ?? identifier
            default:
                break
            }
        }
    }

    private static func isNova(_ namespace: String) -> Bool {
        guard namespace.hasPrefix(nova) else { return false }
        let version = namespace.utf8.dropFirst(nova.utf8.count)
        return !version.isEmpty && version.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }

    private func novaInstance(in namespace: String) throws(DomainXMLError) -> DomainFacts.NovaInstance {
        var instance = DomainFacts.NovaInstance()
        try forEachChild(in: namespace) { () throws(DomainXMLError) in
            switch localName {
            case "name": instance.name = try text()
            case "flavor": instance.flavor = attribute("name")
            case "owner":
                try forEachChild(in: namespace) { () throws(DomainXMLError) in
                    switch localName {
                    case "user":
                        instance.userID = attribute("uuid")
                        instance.userName = try text()
                    case "project":
                        instance.projectID = attribute("uuid")
                        instance.projectName = try text()
                    default: break
                    }
                }
            default: break
            }
        }
        return instance
    }

    private func ovirtMachine() throws(DomainXMLError) -> DomainFacts.OvirtMachine {
        var machine = DomainFacts.OvirtMachine()
        try forEachChild(in: Self.ovirt) { () throws(DomainXMLError) in
            switch localName {
            case "clusterVersion": machine.clusterVersion = try text()
            case "resumeBehavior": machine.resumeBehavior = try text()
            default: break
            }
        }
        return machine
    }

    private func libosinfoIdentifier() throws(DomainXMLError) -> String? {
        var identifier: String?
        try forEachChild(in: Self.libosinfo) { () throws(DomainXMLError) in
            if case "os" = localName { identifier = identifier ?? attribute("id") }
        }
        return identifier
    }

    /// As `forEachChild(_:)`, of the children in that namespace.
    private func forEachChild(
        in namespace: String,
        _ body: () throws(DomainXMLError) -> Void
    ) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            if self.namespace == namespace { try body() }
        }
    }
}
