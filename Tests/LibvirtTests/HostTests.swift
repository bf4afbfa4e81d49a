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
}
