import Foundation
import Testing

@testable import Libvirt

@Suite struct DomainTests {
    @Test func listsWhatTheFilterLetsThrough() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let hostile = "paused \"näme\" \\{};|<"
        func names(_ filter: DomainListFilter) async throws -> Set<String> {
            Set(try await connection.domains(filter).map(\.name))
        }
        #expect(try await names([]) == ["running", hostile, "off"])
        #expect(try await names(.active) == ["running", hostile])
        #expect(try await names(.inactive) == ["off"])
        #expect(try await names(.running) == ["running"])
        #expect(try await names([.paused, .shutoff]) == [hostile, "off"])
        #expect(try await names(.persistent) == ["running", hostile, "off"])
        #expect(try await names(.transient) == [])
        #expect(try await names(.autostart) == [])
        #expect(try await names(.hasSnapshot) == [])
    }

    @Test(arguments: [-1, 0, 1, 20_000]) func identifiersTellTheActiveOnes(expected: Int) async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let active = try await connection.domains(.active).compactMap(\.id)
        #expect(!active.isEmpty)
        #expect(try await Set(connection.activeDomainIDs(expecting: expected)) == Set(active))
    }

    @Test func referencesTellNameUUIDAndIdentifier() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let running = try await connection.domain(named: "running")
        #expect(running.uuid.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(running.id != nil)
        let off = try await connection.domain(named: "off")
        #expect(off.id == nil)
        #expect(try await connection.domain(uuid: off.uuid) == off)
        #expect(try await connection.domains().contains(running))
    }

    @Test func unknownDomainsAreNoDomain() async throws {
        let connection = try await Connection(uri: "test:///default")
        let uuid = try #require(DomainUUID("ffffffff-0000-0000-0000-000000000000"))
        let gone = DomainReference(name: "gone", uuid: uuid)
        let error = await #expect(throws: LibvirtError.self) { try await connection.information(of: gone) }
        #expect(error?.code == .noDomain)
        #expect(error?.subject == "gone")
        #expect(error?.call == "virDomainLookupByUUID")
        for name in ["nope", "", "a\"b", "\u{1F600}"] {
            let error = await #expect(throws: LibvirtError.self) { try await connection.domain(named: name) }
            #expect(error?.code == .noDomain)
            #expect(error?.subject == name)
        }
    }

    @Test func bulkStatisticsTellTheState() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let all = try await connection.statistics(groups: .state)
        #expect(all.count == 3)
        let off = try #require(all.first { $0.domain.name == "off" })
        #expect(off.parameters["state.state"] == .int(5))
        #expect(off.parameters["state.reason"] == .int(0))
        #expect(try await connection.statistics(flags: .active).count == 2)

        let two = try await connection.domains(.active)
        let some = try await connection.statistics(of: two, groups: .state)
        #expect(Set(some.map(\.domain)) == Set(two))
        #expect(try await connection.statistics(of: []).isEmpty)
    }

    @Test func bulkStatisticsOfKnownDomainsNeedOneCall() async throws {
        let host = try TestHost()
        let calls = CallLog()
        let connection = try await Connection(uri: "test://\(host.path)", observer: calls.observe)
        let domains = try await Connection(uri: "test://\(host.path)").domains()
        for _ in 0..<3 { #expect(try await connection.statistics(of: domains).count == 3) }
        #expect(
            calls.names == [
                "ConnectOpenReadOnly", "ConnectListAllDomains", "DomainListGetStats", "DomainListGetStats",
                "DomainListGetStats",
            ]
        )
    }

    @Test func domainsThatAreGoneAreLeftOut() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let domains = try await connection.domains()
        let off = try #require(domains.first { $0.name == "off" })
        try await connection.undefine(off)
        #expect(try await connection.statistics(of: domains).count == 2)
        #expect(try await connection.statistics(of: domains).count == 2)
        let error = await #expect(throws: LibvirtError.self) { try await connection.information(of: off) }
        #expect(error?.code == .noDomain)
    }

    @Test func unknownGroupsFailOnlyWhenEnforced() async throws {
        let connection = try await Connection(uri: "test:///default")
        let future = StatsGroups(rawValue: 1 << 30)
        #expect(try await connection.statistics(groups: [.state, future]).count == 1)
        let error = await #expect(throws: LibvirtError.self) {
            try await connection.statistics(groups: [.state, future], flags: .enforceStats)
        }
        #expect(error?.code.isUnsupported == true)
    }

    @Test func perDomainCallsOfTheTestDriver() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let domain = try await connection.domain(named: "running")

        let info = try await connection.information(of: domain)
        #expect(info.state == .running)
        #expect(info.maximumMemory == 2_097_152)
        #expect(info.memory == 1_048_576)
        #expect(info.vcpus == 2)
        #expect(info.cpuTime > 0)

        let vcpus = try await connection.vcpus(of: domain)
        #expect(vcpus.map(\.number) == [0, 1])
        #expect(vcpus.allSatisfy { $0.state == .running })
        #expect(try await connection.maximumVCPUs(of: domain) == 4)

        let xml = String(decoding: try await connection.xml(of: domain), as: UTF8.self)
        #expect(xml.contains("<name>running</name>"))
        #expect(xml.contains("id='"))
        let inactive = String(decoding: try await connection.xml(of: domain, flags: .inactive), as: UTF8.self)
        #expect(inactive.hasPrefix("<domain type='test'>"))
    }

    @Test func deviceStatisticsOfTheTestDriver() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let domain = try await connection.domain(named: "running")

        for device in ["vda", "vdb"] {
            let block = try await connection.blockStatistics(of: domain, device: device)
            #expect(Set(block.map(\.name)).isSuperset(of: ["rd_bytes", "rd_operations", "wr_bytes", "wr_operations"]))
        }
        let unknown = await #expect(throws: LibvirtError.self) {
            try await connection.blockStatistics(of: domain, device: "vdz")
        }
        #expect(unknown?.code == .invalidArgument)

        let net = try await connection.interfaceStatistics(of: domain, device: "testnet0")
        #expect(net.receivedBytes != nil)
        #expect(net.transmittedPackets != nil)

        let memory = try await connection.memoryStatistics(of: domain)
        #expect(memory["balloon.current"]?.unsigned == 1_048_576)
        #expect(memory.allSatisfy { !$0.name.contains("unknown") })

        let cpu = try await connection.cpuStatistics(of: domain)
        #expect(cpu.map(\.name) == ["cpu_time", "user_time", "system_time"])

        let errors = try await connection.diskErrors(of: domain)
        #expect(errors.allSatisfy { ["vda", "vdb"].contains($0.device) && !$0.name.hasPrefix("unknown") })
    }

    @Test func statesAndReasons() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let domain = try await connection.domain(named: "running")
        #expect(try await connection.state(of: domain).state == .running)
        try await connection.suspend(domain)
        #expect(try await connection.state(of: domain).description == "user")
        try await connection.resume(domain)
        #expect(try await connection.state(of: domain).description == "unpaused")
        try await connection.destroy(domain)
        let end = try await connection.state(of: domain)
        #expect(end.state == .shutoff)
        #expect(end.description == "destroyed")
    }
}
