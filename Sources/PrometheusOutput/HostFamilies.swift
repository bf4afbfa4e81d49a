import Catalogue
import Snapshot

/// Writes what is said of the host beside numbers.
struct HostFamilies {
    let snapshot: Snapshot

    func write(to writer: inout TextWriter) {
        if snapshot.status.isUp {
            var domains = FamilyWriter(Catalogue.domains)
            domains.line(&writer, [], [], UInt64(snapshot.domains.count))
            var active = FamilyWriter(Catalogue.domainsActive)
            active.line(&writer, [], [], UInt64(snapshot.domains.count { $0.identity.id != nil }))
        }
        guard let host = snapshot.host else { return }
        info(Catalogue.hostInfo, [host.hostname, host.uri, host.cpuModel], to: &writer)
        info(
            Catalogue.versionsInfo,
            [host.driver, host.hypervisorVersion, host.daemonVersion, host.libraryVersion], to: &writer)
    }

    private func info(_ family: Family, _ values: [String?], to writer: inout TextWriter) {
        let labels = zip(family.labels, values).compactMap { name, value in value.map { (name, $0) } }
        var family = FamilyWriter(family)
        family.line(&writer, [], labels, 1)
    }
}
