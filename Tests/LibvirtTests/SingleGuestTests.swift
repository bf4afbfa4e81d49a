import Testing

@testable import Libvirt

/// What libvirt tells of one guest at a time, as its test driver has it.
@Suite struct SingleGuestTests {
    private func withGuest(
        _ access: Connection.Access = .readOnly, _ body: (Connection, DomainReference) async throws -> Void
    ) async throws {
        let connection = try await Connection(uri: "test:///default", access: access)
        try await body(connection, try await connection.domain(named: "test"))
    }

    @Test func whereVirtualCPUsMayRun() async throws {
        try await withGuest { connection, guest in
            let affinity = try await connection.affinity(of: guest, vcpus: 2, cpus: 11)
            #expect(affinity.map(\.vcpu) == [0, 1])
            #expect(affinity.allSatisfy { $0.cpus == [Bool](repeating: true, count: 11) })
            for (vcpus, cpus) in [(0, 11), (2, 0)] {
                let none = try await connection.affinity(of: guest, vcpus: vcpus, cpus: cpus)
                #expect(none.isEmpty)
            }
        }
    }

    @Test func metadataThatThereIsNot() async throws {
        try await withGuest { connection, guest in
            let metadata = try await connection.metadata(of: guest, namespace: "http://example.org/")
            #expect(metadata == nil)
        }
    }

    @Test func fileSystems() async throws {
        try await withGuest(.readWrite) { connection, guest in
            let all = try await connection.fileSystems(of: guest)
            #expect(all.map(\.mountPoint).contains("/") && all.allSatisfy { !$0.type.isEmpty && !$0.devices.isEmpty })
        }
        try await withGuest { connection, guest in
            do {
                _ = try await connection.fileSystems(of: guest)
                Issue.record("a connection for reading told of them")
            } catch let error as LibvirtError {
                #expect(error.code == .operationDenied)
            }
        }
    }
}
