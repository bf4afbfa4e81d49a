import Foundation
import Glibc
import HTTPServer
import Logging
import Testing

/// Sockets that are files, and sockets that somebody else opened.
@Suite struct UnixSocketTests {
    private func path() -> String {
        FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max)).sock"
    }

    @Test func aSocketIsServedAndGoes() async throws {
        let path = path()
        try await RunningServer.with(listening: ["unix:\(path)"]) { running in
            #expect(running.server.boundAddresses.map(\.description) == ["unix:\(path)"])
            let answer = try await Tool.curl("--unix-socket", path, "http://localhost/hello")
            #expect(answer.text == "hello\n")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func whatAnEarlierServerLeftBehindIsReplaced() async throws {
        let path = path()
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(status == 0)
        close(descriptor)
        try await RunningServer.with(listening: ["unix:\(path)"]) { _ in
            let answer = try await Tool.curl("--unix-socket", path, "http://localhost/hello")
            #expect(answer.text == "hello\n")
        }
    }

    @Test func whoAnswersIsNotReplaced() async throws {
        let path = path()
        try await RunningServer.with(listening: ["unix:\(path)"]) { _ in
            await #expect(throws: HTTPServerError.addressInUse(try ListenAddress("unix:\(path)"))) {
                try await RunningServer.with(listening: ["unix:\(path)"]) { _ in }
            }
            let answer = try await Tool.curl("--unix-socket", path, "http://localhost/hello")
            #expect(answer.text == "hello\n")
        }
    }

    @Test func aFileIsNotReplaced() async throws {
        let path = path()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        await #expect(throws: HTTPServerError.self) {
            try await RunningServer.with(listening: ["unix:\(path)"]) { _ in }
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }
}
