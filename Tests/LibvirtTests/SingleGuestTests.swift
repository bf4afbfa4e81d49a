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

    /// Guests come and go, and a connection that is asked for single ones never hears which are no more.
    @Test func objectsOfGuestsAreNotKeptForEver() async throws {
        let most = Connection.mostUnlisted
        let guests = (1...most + 100).map {
            DomainReference(name: "g\($0)", uuid: DomainUUID(high: 1, low: UInt64($0)))
        }
        let domains = guests.map { guest in
            """
            <domain type='test'><name>\(guest.name)</name><uuid>\(guest.uuid)</uuid><memory>1</memory>\
            <os><type>hvm</type></os></domain>
            """
        }
        let host = try TestHost("<node>\(domains.joined())</node>")
        let connection = try await host.connect()
        for guest in guests { _ = try await connection.metadata(of: guest, namespace: "http://example.org/") }
        let kept = await connection.keptObjects
        #expect(kept > 0 && kept <= most)
        // those of a list are, as many as they be
        _ = try await connection.domains()
        _ = try await connection.metadata(of: guests[0], namespace: "http://example.org/")
        #expect(await connection.keptObjects == guests.count)
    }

    @Test func whatTheAgentTells() async throws {
        try await withGuest(.readWrite) { connection, guest in
            let time = try await connection.guestTime(of: guest)
            #expect(time > 0)
        }
        try await withGuest { connection, guest in
            for call in [
                { () async throws in _ = try await connection.guestInformation(of: guest, .fileSystems) },
                { () async throws in _ = try await connection.guestTime(of: guest) },
            ] {
                let error = await #expect(throws: LibvirtError.self) { try await call() }
                #expect([.operationDenied, .noSupport].contains(error?.code))
            }
        }
    }

    @Test func messages() async throws {
        try await withGuest { connection, guest in
            let messages = try await connection.messages(of: guest)
            #expect(messages == [])
        }
    }

    @Test func callsThatTheTestDriverLacks() async throws {
        try await withGuest { connection, guest in
            let error = await #expect(throws: LibvirtError.self) {
                try await connection.blockJob(of: guest, device: "vda")
            }
            #expect(error?.code.isUnsupported == true && error?.call == "virDomainGetBlockJobInfo")
        }
    }

    @Test func callsThatTheLibraryLacks() async throws {
        let connection = try await Connection(uri: "test:///default")
        let error = await #expect(throws: LibvirtError.self) {
            try await connection.require("virNoSuchCall", since: LibvirtVersion(rawValue: 99_000_000), on: "web")
        }
        #expect(error?.code == .noSupport && error?.subject == "web")
        #expect(error?.message.contains("99.0.0") == true)
    }
}

extension Connection {
    fileprivate var keptObjects: Int { session.handles.count }
}
