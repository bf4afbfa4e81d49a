import CLibvirt
import Testing

@testable import Libvirt

@Suite struct HostTests {
    @Test func nodeFigures() async throws {
        let connection = try await Connection(uri: "test:///default")
        let node = try await connection.nodeInformation()
        #expect(node.model == "i686")
        #expect(node.cpus == 16)
        #expect(node.memory == 3_145_728)
        #expect(node.nodes == 2)
        let all = try await connection.nodeCPUStatistics()
        #expect(Set(all.map(\.name)).isSuperset(of: ["kernel", "user", "idle", "iowait"]))
        let free = try await connection.nodeFreeMemory(cells: node.nodes)
        #expect(free.count == Int(node.nodes))
        #expect(try await connection.nodeFreeMemory() >= free.reduce(0, +) / 2)
        #expect(try await connection.nodeFreeMemory(cells: 0) == [])
    }

    @Test func missingCallsAreUnsupported() async throws {
        let connection = try await Connection(uri: "test:///default")
        let error = await #expect(throws: LibvirtError.self) { try await connection.nodeMemoryStatistics() }
        #expect(error?.code == .noSupport)
        #expect(error?.call == "virNodeGetMemoryStats")
        #expect(error?.subject == "test:///default")
    }

    @Test func storagePools() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let pool = try #require(try await connection.storagePools().first)
        #expect(pool.name == "images")
        #expect(pool.uuid.description == "40112233-4455-6677-8899-aabbccddeeff")
        #expect(pool.isActive)
        let info = try await connection.information(of: pool)
        #expect(info.state == .running)
        #expect(info.capacity > 0)
        #expect(info.capacity == info.allocation + info.available)
        #expect(try await connection.storagePools(.inactive) == [])
        var gone = pool
        gone.uuid = DomainUUID(high: 1, low: 1)
        let error = await #expect(throws: LibvirtError.self) { try await connection.information(of: gone) }
        #expect(error?.code == .noStoragePool)
        #expect(error?.subject == "images")
    }

    @Test func networks() async throws {
        let host = try TestHost()
        let networks = try await host.connect(.readOnly).networks()
        #expect(networks.map(\.name) == ["default"])
        #expect(networks.first?.isActive == true)
        #expect(networks.first?.isAutostart == false)
    }

    @Test func volumes() async throws {
        let connection = try await Connection(uri: "test:///default", access: .readWrite)
        let pool = try #require(try await connection.storagePools(.active).first)
        try await connection.createVolume("a|b 'c'.img", in: pool)
        let volumes = try await connection.volumes(of: pool, withXML: true)
        let volume = try #require(volumes.first { $0.name == "a|b 'c'.img" })
        #expect(volume.path == "/default-pool/a|b 'c'.img" && volume.kind.description == "file")
        #expect(volume.capacity == 1_048_576 && volume.allocation == 4_096)
        #expect(String(decoding: volume.xml ?? [], as: UTF8.self).contains("<volume"))
        #expect(try await connection.volumes(of: pool).allSatisfy { $0.xml == nil })
        var gone = pool
        gone.uuid = DomainUUID(high: 1, low: 1)
        let error = await #expect(throws: LibvirtError.self) { try await connection.volumes(of: gone) }
        #expect(error?.code == .noStoragePool)
    }

    @Test func networksTellTheirXMLAndWhetherTheyLend() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        var network = try #require(try await connection.networks().first)
        let xml = String(decoding: try await connection.xml(of: network), as: UTF8.self)
        #expect(xml.contains("<name>default</name>"))
        do {
            _ = try await connection.leases(of: network)
        } catch {
            #expect(error.code.isUnsupported)
        }
        network.uuid = DomainUUID(high: 1, low: 1)
        let gone = await #expect(throws: LibvirtError.self) { try await connection.xml(of: network) }
        #expect(gone?.code == .noNetwork && gone?.subject == "default")
    }

    @Test func freePages() async throws {
        let connection = try await Connection(uri: "test:///default")
        let free = try await connection.nodeFreePages(sizes: [4, 2048], cell: 0)
        #expect(free.count == 2 && free.allSatisfy { $0 != nil })
        #expect(try await connection.nodeFreePages(sizes: [], cell: 0) == [])
    }
}

extension Connection {
    fileprivate func createVolume(_ name: String, in pool: StoragePool) throws(LibvirtError) {
        let xml = """
            <volume><name>\(name)</name><capacity>1048576</capacity><allocation>4096</allocation>
            <target><path>/default-pool/\(name)</path></target></volume>
            """
        try perform("virStorageVolCreateXML", on: pool.name) { connection -> Bool? in
            let found = pool.uuid.bytes.withUnsafeBufferPointer {
                virStoragePoolLookupByUUID(connection, $0.baseAddress)
            }
            guard let found else { return nil }
            defer { virStoragePoolFree(found) }
            guard let volume = virStorageVolCreateXML(found, xml, 0) else { return nil }
            virStorageVolFree(volume)
            return true
        }
    }
}
