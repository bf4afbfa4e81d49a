import Foundation
import Libvirt
import NagiosOutput
import Snapshot
import Testing

@testable import virtpulse_plugin

/// What a check asks libvirt, of libvirt's test driver.
@Suite struct DirectReaderTests {
    private func identities(_ uri: String) async throws -> [DomainIdentity] {
        try await Connection(uri: uri).domains().map {
            DomainIdentity(name: $0.name, uuid: .init(high: $0.uuid.high, low: $0.uuid.low), id: $0.id)
        }
    }

    private func answers(
        _ uri: String, _ questions: Set<DirectQuestion>, guests: [DomainIdentity]? = nil, paths: [String] = [],
        within time: Duration = .seconds(5)
    ) async throws -> DirectAnswers {
        let all: [DomainIdentity]
        if let guests { all = guests } else { all = try await identities(uri) }
        let request = DirectRequest(questions: questions, guests: all, metadataPaths: paths)
        return await (try DirectReader(uri)).answers(to: request, until: .now + time)
    }

    private static let host = "test:///default"
    private static let uuid = DomainIdentity.UUID(high: 0x6695_eb01_f6a4_8304, low: 0x79aa_97f2_502e_193f)

    @Test func whatOneGuestHas() async throws {
        let found = try await answers(
            Self.host, [.connection, .snapshots, .checkpoints, .managedSave, .messages, .configurations, .agents])
        #expect(found.failures.isEmpty, "\(found.failures)")
        #expect((found.connectionTime ?? -1) > 0)
        #expect(found.snapshots[Self.uuid]?.isEmpty == true && found.checkpoints[Self.uuid]?.isEmpty == true)
        #expect(found.managedSaves[Self.uuid] == false)
        #expect(found.messages[Self.uuid] == [] && found.drifts[Self.uuid] == [])
        #expect(found.agents == [Self.uuid: .absent] && found.fileSystems.isEmpty)
    }

    @Test func whatTheHostHas() async throws {
        let found = try await answers(Self.host, [.volumes, .hugePages, .usedPaths])
        #expect(found.failures.isEmpty, "\(found.failures)")
        #expect(found.hugePages.map(\.size) == [2 << 20, 1 << 30])
        #expect(found.hugePages.allSatisfy { $0.total == 0 })
    }

    @Test func whatTheDriverLacksIsToldOnce() async throws {
        let guest = try #require(try await identities(Self.host).first)
        let twins = [guest, guest, guest]
        let found = try await answers(Self.host, [.leases, .blockJobs], guests: twins)
        #expect(Set(found.failures.map(\.question)) == [.leases, .blockJobs] && found.failures.count == 2)
        #expect(found.failures.allSatisfy { $0.subject == nil && !$0.reason.isEmpty })
        #expect(found.unsupported == [.leases, .blockJobs])
    }

    @Test func guestsThatWentAreNoFailure() async throws {
        let gone = DomainIdentity(name: "gone", uuid: .init(high: 1, low: 1), id: 7)
        let found = try await answers(
            Self.host, [.messages, .diskErrors, .agents, .metadata, .agentPing], guests: [gone],
            paths: ["/domain/name/text()"])
        #expect(found.failures.isEmpty, "\(found.failures)")
        #expect(found.messages.isEmpty && found.metadata.isEmpty && found.gone == [gone.uuid])
    }

    /// libvirt calls something no valid operation of what went off, which is no failure, and for other reasons, which are.
    @Test func operationsThatAreNotValid() async throws {
        let guest = try #require(try await identities(Self.host).first)
        let gone = DomainIdentity(name: "gone", uuid: .init(high: 1, low: 1), id: 7)
        func answers(_ subject: DirectTask.Subject) async throws -> DirectAnswers {
            let task = DirectTask(questions: [.diskErrors], subject: subject) { _ throws(DirectTrouble) in
                throw .libvirt(
                    LibvirtError(
                        code: .operationInvalid, domain: .none, message: "not now", call: "virDomainX", subject: "x"))
            }
            return await (try DirectReader(Self.host)).answers(to: [task], until: .now + .seconds(5))
        }
        for subject: DirectTask.Subject in [.guest(guest), .pool("default-pool"), .network("default")] {
            let found = try await answers(subject)
            #expect(found.failures.map(\.reason) == ["not now"] && found.failures.map(\.subject) == [subject.name])
            #expect(found.gone.isEmpty)
        }
        #expect(try await answers(.guest(gone)).gone == [gone.uuid])
        for subject: DirectTask.Subject in [.guest(gone), .pool("gone"), .network("gone")] {
            #expect(try await answers(subject).failures.isEmpty)
        }
    }

    /// One that is off is asked of nothing that it has only while it runs.
    @Test func guestsThatWentOffAreNoFailure() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "n\(UInt32.random(in: 0 ... .max)).xml")
        defer { try? FileManager.default.removeItem(at: file) }
        try """
        <node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><domain type='test'><name>off</name>
        <memory>1024</memory><os><type>hvm</type></os><test:runstate>5</test:runstate></domain></node>
        """.write(to: file, atomically: true, encoding: .utf8)
        let uri = "test://\(file.path)"
        // as it was when the sample was taken
        let guests = try await identities(uri).map { DomainIdentity(name: $0.name, uuid: $0.uuid, id: 3) }
        let found = try await answers(uri, [.diskErrors], guests: guests)
        #expect(found.failures.isEmpty && found.diskErrors.isEmpty && found.gone == Set(guests.map(\.uuid)))
        #expect(found.gone.count == 1)
    }

    @Test func metadataByPath() async throws {
        let path = "/domain/name/text()"
        let found = try await answers(Self.host, [.metadata], paths: [path, "/domain/no/text()"])
        #expect(found.metadata[Self.uuid] == [path: ["test"], "/domain/no/text()": []])
    }

    @Test func aHostThatIsNotThereIsToldOfEachQuestion() async throws {
        let found = try await answers(
            "test:///no/such/file.xml", [.snapshots, .volumes, .agentPing],
            guests: [
                DomainIdentity(name: "a", uuid: .init(high: 1, low: 1), id: 1),
                DomainIdentity(name: "b", uuid: .init(high: 1, low: 2), id: 2),
            ])
        #expect(Set(found.failures.map(\.question)).isSuperset(of: [.snapshots, .volumes]))
        #expect(found.failures.allSatisfy { $0.subject == nil && $0.reason.contains("/no/such/file.xml") })
    }

    @Test func aSocketThatNeverAnswersCostsNoMoreThanTheDeadline() async throws {
        // in the backlog of a listener that never accepts
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("s\(UInt32.random(in: 0 ... .max))")
            .path
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(listener)
            unlink(path)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0
            }
        }
        try #require(isBound)
        let began = ContinuousClock.now
        let found = try await answers(
            "qemu+unix:///system?socket=\(path)", [.connection, .volumes], guests: [], within: .seconds(2))
        #expect(ContinuousClock.now - began < .seconds(30))
        #expect(Set(found.failures.map(\.question)) == [.connection, .volumes] && found.connectionTime == nil)
    }

    @Test func noTimeAtAll() async throws {
        let found = try await answers(Self.host, [.snapshots, .messages], within: .zero)
        #expect(Set(found.failures.map(\.question)) == [.snapshots, .messages])
    }
}
