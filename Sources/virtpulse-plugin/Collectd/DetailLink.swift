import Catalogue
import CollectdOutput
import DomainXML
import Libvirt
import LibvirtSource
import Snapshot

/// A connection that single guests are asked over.
struct DetailLink: Sendable {
    private let connection: Connection
    let driver: String
    /// The host's CPUs, offline ones too.
    private let cpus: Int

    private static let vcpus = Catalogue.id(of: "vcpu.current")

    init(_ uri: String, _ access: Connection.Access) async throws(LibvirtError) {
        connection = try await Connection(uri: uri, access: access)
        // where it is of no use there is none
        _ = try? await connection.setKeepAlive(interval: 5, count: 3)
        driver = try await connection.driverType()
        let node = try await connection.nodeInformation()
        cpus = Int(node.nodes) * Int(node.sockets) * Int(node.cores) * Int(node.threads)
    }

    func isAlive() async -> Bool { await connection.isAlive() }

    /// - Parameter sample: What is known of the guest, if it is.
    func ask(
        _ question: DetailQuestion, of domain: DomainReference, _ sample: DomainSample?, _ namespaces: [String],
        _ path: MetadataPath
    ) async throws(LibvirtError) -> DetailAnswer {
        switch question {
        case .metadata:
            for namespace in namespaces {
                guard let element = try await connection.metadata(of: domain, namespace: namespace) else { continue }
                let name = try? path.text(in: element)
                if let name, !name.isEmpty { return .metadata(name) }
            }
            return .metadata(nil)
        case .affinity:
            let vcpus: Int
            if let number = sample?.values.bits(of: Self.vcpus) {
                vcpus = Int(clamping: number)
            } else {
                vcpus = Int(try await connection.information(of: domain).vcpus)
            }
            return .affinity(try await connection.affinity(of: domain, vcpus: vcpus, cpus: cpus))
        case .diskErrors:
            return .diskErrors(try await connection.diskErrors(of: domain).map { ($0.device, $0.rawValue) })
        case .image(let target):
            let sizes = try await connection.blockInformation(of: domain, device: target)
            return .image(target, GuestDetails.Image(allocation: sizes.allocation, physical: sizes.physical))
        case .fileSystems:
            return .fileSystems(
                try await connection.fileSystems(of: domain).map {
                    GuestDetails.FileSystem(
                        mountPoint: $0.mountPoint, name: $0.name, type: $0.type, devices: $0.devices)
                })
        }
    }
}
