import Snapshot

/// The label values of the info families, in the order of their labels in the catalogue and without `domain`.
enum InfoLabels {
    static func domain(_ domain: DomainSample) -> [String?]? {
        let facts = domain.facts?.value
        return [
            domain.identity.uuid.description, facts?.hypervisorType, facts?.osType, facts?.architecture, facts?.machine,
            facts?.operatingSystem, facts?.title,
        ]
    }

    static func openStack(_ domain: DomainSample) -> [String?]? {
        domain.facts?.value.nova.map { nova in
            [
                nova.name, domain.identity.uuid.description, nova.flavor, nova.userName, nova.userID, nova.projectName,
                nova.projectID,
            ]
        }
    }

    static func ovirt(_ domain: DomainSample) -> [String?]? {
        domain.facts?.value.ovirt.map { [$0.clusterVersion, $0.resumeBehavior] }
    }

    static func disks(_ domain: DomainSample) -> [[String?]] {
        guard let facts = domain.facts?.value else { return [] }
        var names = DistinctNames()
        return facts.disks.enumerated().map { ordinal, disk in
            [
                names.name(disk.target, ordinal: ordinal), disk.device, disk.type, disk.bus, disk.driverName,
                disk.driverType, disk.cache, disk.discard, disk.source,
                disk.sourceProtocol, disk.serial,
            ]
        }
    }

    static func interfaces(_ domain: DomainSample) -> [[String?]] {
        guard let facts = domain.facts?.value else { return [] }
        var names = DistinctNames()
        return facts.interfaces.enumerated().map { ordinal, interface in
            [
                names.name(interface.target, ordinal: ordinal), interface.type, interface.sourceBridge,
                interface.sourceNetwork, interface.macAddress, interface.model, interface.mtu, interface.portID,
            ]
        }
    }
}
