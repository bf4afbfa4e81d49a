import Catalogue
import Libvirt
import LibvirtSource
import Sampler
import Snapshot
import Synchronization
import Testing

/// libvirt's test driver through the sampler's protocol: no bulk statistics, so call by call.
@Suite("libvirt as a source")
struct LibvirtSourceTests {
    private func reading(_ collectors: Set<Collector>) async throws -> DomainReading {
        let session = try await LibvirtSource(uri: "test:///default").open(.control)
        let domains = try await session.inventory().map(\.identity)
        let readings = try await session.statistics(of: domains, collectors: collectors)
        await session.close()
        return try #require(readings.first)
    }

    @Test func everyStateHasTheCataloguesName() {
        #expect(Libvirt.DomainState.known.map(\.description) == Catalogue.domainStates)
    }

    @Test func theInventoryTellsWhoIsThere() async throws {
        let source = try LibvirtSource(uri: "test:///default")
        let session = try await source.open(.control)
        let entry = try #require(try await session.inventory().first)
        #expect(entry.identity.name == "test" && entry.identity.id == 1)
        #expect(entry.isPersistent == true && entry.isAutostarted == false)
        #expect(try await session.inventory().first?.announcedChanges == entry.announcedChanges)
        // what changed between two connections nobody announced
        let other = try await source.open(.control).inventory().first?.announcedChanges
        #expect(other != nil && other != entry.announcedChanges)
        #expect(try await session.facts(of: entry.identity)?.hypervisorType == "test")
        let gone = DomainIdentity(name: "gone", uuid: .init(high: 1, low: 2), id: 7)
        #expect(try await session.facts(of: gone) == nil)
        #expect(try await session.statistics(of: [gone], collectors: [.state]).isEmpty)
    }

    @Test func domainsAreListedOnlyWhenTheyChanged() async throws {
        let ledger = CallLedger()
        func calls(_ name: String) -> UInt64 { ledger.statistics[name]?.buckets.reduce(0, +) ?? 0 }
        let session = try await LibvirtSource(uri: "test:///default", observer: ledger.observe).open(.control)
        let first = try await session.inventory().map(\.identity)
        let lists = calls("ConnectListAllDomains")
        for _ in 0..<3 { #expect(try await session.inventory().map(\.identity) == first) }
        #expect(calls("ConnectListAllDomains") == lists && calls("ConnectListDomains") == 3)
        await session.close()
    }

    @Test func perDomainCallsFillTheFieldsOfBulkStatistics() async throws {
        let reading = try await reading(Set(Collector.statsGroups))
        #expect(reading.state?.name == "running")
        func has(_ field: String, _ labels: [String] = []) -> Bool {
            reading.values.bits(of: Catalogue.id(of: field), labels: labels) != nil
        }
        for field in ["cpu.time", "cpu.user", "balloon.current", "balloon.maximum", "vcpu.current", "vcpu.maximum"] {
            #expect(has(field), "\(field)")
        }
        #expect(has("vcpu.#.time", ["0"]) && has("block.#.rd.bytes", ["vda"]) && has("block.#.capacity", ["vda"]))
        #expect(reading.values.entities.contains { $0.scope == .interface })
        #expect(reading.values.unknown.map(\.field) == [])
    }

    @Test func onlyTheCollectorsAskedForAreRead() async throws {
        let values = try await reading([.vcpu]).values
        let scopes = Set(values.values.map { $0.metric.metric.collector })
        #expect(scopes == [.vcpu])
    }

    @Test func hostPoolsAndNetworksAreThere() async throws {
        let session = try await LibvirtSource(uri: "test:///default").open(.control)
        let host = try await session.host()
        #expect(host.driver == "TEST" && host.values.bits(of: Catalogue.id(of: "virNodeInfo.cpus")) != nil)
        let pools = try await session.storagePools()
        #expect(pools.bits(of: Catalogue.id(of: "virStoragePoolInfo.state"), labels: ["default-pool"]) == 2)
        let networks = try await session.networks()
        #expect(networks.bits(of: Catalogue.id(of: "virNetworkIsActive"), labels: ["default"]) == 1)
        #expect(networks.bits(of: Catalogue.id(of: "virNetworkGetAutostart"), labels: ["default"]) == 0)
    }

    @Test(arguments: ["qemu+unix:///system?socket=/nonexistent/socket", "qemu+tcp://127.0.0.1:1/system"])
    func whatIsNotThereIsUnreachable(uri: String) async {
        do {
            _ = try await LibvirtSource(uri: uri).open(.control)
            Issue.record("\(uri) could be opened")
        } catch {
            #expect(error.kind == .unreachable)
            #expect(error.description.contains(uri) && error.description.contains("--libvirt.uri"))
        }
    }

    @Test func callsAreCounted() async throws {
        let ledger = CallLedger()
        let session = try await LibvirtSource(uri: "test:///default", observer: ledger.observe).open(.control)
        _ = try await session.inventory()
        #expect(ledger.statistics["ConnectListAllDomains"]?.buckets.reduce(0, +) ?? 0 >= 1)
        #expect(ledger.statistics["ConnectOpenReadOnly"]?.failures == 0)
    }
}
