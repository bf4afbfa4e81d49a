import CLibvirt
import Testing

@testable import Libvirt

/// Snapshots, checkpoints and saved memory, as libvirt's test driver has them.
@Suite struct SavedPointTests {
    private static let hostile = "before \"näme\" |&<"

    @Test func snapshotsTellNameAndMoment() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let guest = try await connection.domain(named: "running")
        #expect(try await connection.snapshots(of: guest) == [])
        for name in ["first", Self.hostile] { try await connection.takeSnapshot(name, of: guest) }
        let snapshots = try await connection.snapshots(of: guest).sorted { $0.name < $1.name }
        #expect(snapshots.map(\.name) == [Self.hostile, "first"])
        #expect(snapshots.map(\.isCurrent) == [true, false])
        #expect(snapshots.allSatisfy { String(decoding: $0.xml, as: UTF8.self).contains("<creationTime>") })
        #expect(try await connection.domains(.hasSnapshot).map(\.name) == ["running"])
        try await connection.removeSnapshots(of: guest)
        #expect(try await connection.snapshots(of: guest) == [])
    }

    @Test func checkpointsTellNameAndMoment() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let guest = try await connection.domain(named: "running")
        #expect(try await connection.checkpoints(of: guest) == [])
        try await connection.takeCheckpoint("monday", of: guest)
        let checkpoint = try #require(try await connection.checkpoints(of: guest).first)
        #expect(checkpoint.name == "monday")
        let xml = String(decoding: checkpoint.xml, as: UTF8.self)
        #expect(xml.contains("<creationTime>") && !xml.contains("<domain "))
        try await connection.removeCheckpoints(of: guest)
    }

    @Test func managedSave() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let guest = try await connection.domain(named: "running")
        #expect(try await connection.domains(.managedSave) == [])
        try await connection.managedSave(guest)
        #expect(try await connection.domains(.managedSave).map(\.name) == ["running"])
    }

    @Test func guestsThatAreNot() async throws {
        let connection = try await Connection(uri: "test:///default")
        let gone = DomainReference(name: "gone", uuid: DomainUUID(high: 1, low: 1))
        func expectNoDomain<Answer: Sendable>(_ body: () async throws -> Answer) async {
            let error = await #expect(throws: LibvirtError.self) { _ = try await body() }
            #expect(error?.code == .noDomain && error?.subject == "gone")
        }
        await expectNoDomain { try await connection.snapshots(of: gone) }
        await expectNoDomain { try await connection.checkpoints(of: gone) }
        await expectNoDomain { try await connection.messages(of: gone) }
        await expectNoDomain { try await connection.blockJob(of: gone, device: "vda") }
    }
}

extension Connection {
    fileprivate func takeSnapshot(_ name: String, of domain: DomainReference) throws(LibvirtError) {
        let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        try perform("virDomainSnapshotCreateXML", on: domain) { raw -> Bool? in
            let xml = "<domainsnapshot><name>\(escaped)</name></domainsnapshot>"
            guard let snapshot = virDomainSnapshotCreateXML(raw, xml, 0) else { return nil }
            virDomainSnapshotFree(snapshot)
            return true
        }
    }

    // what libvirt's test driver keeps of a domain outlives the connection otherwise
    fileprivate func removeSnapshots(of domain: DomainReference) throws(LibvirtError) {
        for snapshot in try snapshots(of: domain) {
            try perform("virDomainSnapshotDelete", on: domain) { raw -> Bool? in
                guard let found = virDomainSnapshotLookupByName(raw, snapshot.name, 0) else { return nil }
                defer { virDomainSnapshotFree(found) }
                return virDomainSnapshotDelete(found, 0) == 0 ? true : nil
            }
        }
    }

    fileprivate func takeCheckpoint(_ name: String, of domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainCheckpointCreateXML", on: domain) { raw -> Bool? in
            let xml = "<domaincheckpoint><name>\(name)</name></domaincheckpoint>"
            guard let checkpoint = virDomainCheckpointCreateXML(raw, xml, 0) else { return nil }
            virDomainCheckpointFree(checkpoint)
            return true
        }
    }

    fileprivate func removeCheckpoints(of domain: DomainReference) throws(LibvirtError) {
        for checkpoint in try checkpoints(of: domain) {
            try perform("virDomainCheckpointDelete", on: domain) { raw -> Bool? in
                guard let found = virDomainCheckpointLookupByName(raw, checkpoint.name, 0) else { return nil }
                defer { virDomainCheckpointFree(found) }
                return virDomainCheckpointDelete(found, 0) == 0 ? true : nil
            }
        }
    }

    fileprivate func managedSave(_ domain: DomainReference) throws(LibvirtError) {
        try perform("virDomainManagedSave", on: domain) { virDomainManagedSave($0, 0) == 0 ? true : nil }
    }
}
