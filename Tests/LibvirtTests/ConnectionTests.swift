import Foundation
import Synchronization
import Testing

@testable import Libvirt

@Suite struct ConnectionTests {
    @Test func opensTheTestDriver() async throws {
        let connection = try await Connection(uri: "test:///default")
        #expect(try await connection.driverType() == "TEST")
        #expect(try await connection.uri() == "test:///default")
        #expect(await connection.isAlive())
        #expect(try await connection.daemonVersion() == LibvirtVersion.library)
        #expect(LibvirtVersion.library >= LibvirtVersion(rawValue: 9_000_000))
        #expect(try await !connection.hostname().isEmpty)
        let capabilities = String(decoding: try await connection.capabilities(), as: UTF8.self)
        #expect(capabilities.contains("<capabilities>"))
    }

    @Test(arguments: [
        ("test:///no/such/file.xml", LibvirtError.Code(rawValue: 27)),
        ("qemu+unix:///system?socket=/no/such/socket", .systemError),
    ])
    func saysWhyItCannotOpen(uri: String, code: LibvirtError.Code) async throws {
        let error = await #expect(throws: LibvirtError.self) { try await Connection(uri: uri) }
        #expect(error?.code == code)
        #expect(error?.subject == uri)
        #expect(error?.call == "virConnectOpenReadOnly")
        #expect(error?.message.isEmpty == false)
        #expect(error?.description.contains(uri) == true)
    }

    @Test func aThreadThatCannotStartIsAnError() {
        let error = ThreadExecutor.failure(EAGAIN, for: "test:///default")
        #expect(error.code == .systemError && error.call == "pthread_create")
        #expect(error.description.contains("TasksMax") && error.description.contains("test:///default"))
        #expect(!ThreadExecutor.failure(EINVAL, for: "test:///default").message.contains("TasksMax"))
    }

    @Test func aClosedConnectionSaysSo() async throws {
        let connection = try await Connection(uri: "test:///default")
        _ = try await connection.domains()
        #expect(await connection.close(), "libvirt still holds the connection")
        #expect(await connection.close())
        #expect(await !connection.isAlive())
        let error = await #expect(throws: LibvirtError.self) { try await connection.domains() }
        #expect(error?.code == .invalidConnection)
    }

    @Test func observesEveryCall() async throws {
        let calls = Mutex<[String]>([])
        let failures = Mutex(0)
        let connection = try await Connection(uri: "test:///default") { call, duration, failed in
            #expect(duration >= .zero)
            calls.withLock { $0.append(call) }
            if failed { failures.withLock { $0 += 1 } }
        }
        let domain = try #require(try await connection.domains().first)
        _ = try await connection.information(of: domain)
        _ = try? await connection.blockInformation(of: domain, device: "nope")
        #expect(
            calls.withLock { $0 } == [
                "ConnectOpenReadOnly", "ConnectListAllDomains", "DomainGetInfo", "DomainGetBlockInfo",
            ]
        )
        #expect(failures.withLock { $0 } == 1)
    }

    @Test func driversInsideTheProcessHaveNoKeepAlive() async throws {
        let connection = try await Connection(uri: "test:///default")
        #expect(try await !connection.setKeepAlive(interval: 5, count: 3))
    }

    @Test func readOnlyConnectionsChangeNothing() async throws {
        let host = try TestHost()
        let connection = try await host.connect(.readOnly)
        let domain = try await connection.domain(named: "running")
        let error = await #expect(throws: LibvirtError.self) { try await connection.suspend(domain) }
        #expect(error?.code == .operationDenied)
    }

    @Test(arguments: [
        ("qemu:///system", "qemu:///system"),
        ("qemu+tls://host/system", "qemu+tls://host/system"),
        ("qemu+ssh://host/system", "qemu+ssh://host/system?no_tty=1"),
        ("qemu+ssh://host/system?keyfile=k", "qemu+ssh://host/system?keyfile=k&no_tty=1"),
        ("qemu+ssh://host/system?no_tty=0", "qemu+ssh://host/system?no_tty=0"),
    ])
    func sshNeverAsksOnATerminal(uri: String, used: String) {
        #expect(Connection.withoutTerminal(uri) == used)
    }

    @Test func manyConnectionsWorkAtOnce() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let connection = try await Connection(uri: "test:///default")
                    var count = 0
                    for _ in 0..<50 { count += try await connection.statistics().count }
                    return count
                }
            }
            var total = 0
            for try await count in group { total += count }
            #expect(total == 16 * 50)
        }
    }

    @Test func callsOfOneConnectionShareOneNamedThread() async throws {
        let connection = try await Connection(uri: "test:///default")
        let first = await connection.thread()
        let second = await Task.detached { await connection.thread() }.value
        #expect(first == second)
        #expect(first.name == "libvirt")
        #expect(try await Connection(uri: "test:///default").thread() != first)
    }
}
