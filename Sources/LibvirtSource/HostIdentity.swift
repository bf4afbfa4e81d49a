import Libvirt
import Snapshot

/// What a host says of itself and cannot change while a connection to it stands.
struct HostIdentity: Sendable {
    let uri: String
    let hostname: String?
    let driver: String
    let hypervisor: String?
    let daemon: String?

    init(_ connection: Connection) async throws(LibvirtError) {
        uri = try await connection.uri()
        driver = try await connection.driverType()
        hostname = try? await connection.hostname()
        hypervisor = try? await connection.hypervisorVersion()?.description
        daemon = try? await connection.daemonVersion().description
    }

    func sample(_ node: NodeInformation, _ values: ValueSet) -> HostSample {
        HostSample(
            uri: uri, hostname: hostname, cpuModel: node.model, driver: driver, hypervisorVersion: hypervisor,
            daemonVersion: daemon, libraryVersion: LibvirtVersion.library.description, values: values)
    }
}
