import Foundation
import Logging
import TestCertificates
import Testing
import WebConfig

@testable import HTTPServer

/// A web configuration that changes while the server runs.
@Suite struct WebConfigurationWatcherTests {
    private func serve(
        _ text: String, needsTLS: Bool = false,
        _ body: (RunningServer, WebConfigurationWatcher, _ path: String, Certificates) async throws -> Void
    ) async throws {
        let certificates = try Certificates.shared
        let path = try certificates.configuration("watched", text)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let watcher = try WebConfigurationWatcher(path, needsTLS: needsTLS, logger: logger)
        try await RunningServer.with(protection: watcher.protection) { running in
            try await body(running, watcher, path, certificates)
        }
    }

    /// A change is taken over when it is seen twice.
    private func look(_ watcher: WebConfigurationWatcher) {
        watcher.look()
        watcher.look()
    }

    private func change(_ path: String, to text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    @Test func certificatesRotateUnderOpenConnections() async throws {
        let certificates = try Certificates.shared
        let (certificate, key) = ("rotating-\(getpid()).crt", "rotating-\(getpid()).key")
        func install(_ name: String) throws {
            for (from, to) in [("\(name).crt", certificate), ("\(name).key", key)] {
                try Data(contentsOf: URL(fileURLWithPath: certificates.path(from))).write(
                    to: URL(fileURLWithPath: certificates.path(to)), options: .atomic)
            }
        }
        try install("server")
        let tls = "tls_server_config: {cert_file: \(certificate), key_file: \(key)}\n"
        try await serve(tls) { running, watcher, _, certificates in
            func subject() async throws -> String {
                try await Tool.handshake(running.port, "-CAfile", certificates.path("ca.crt")).text
            }
            #expect(try await subject().contains("subject=CN = server"))
            let url = "https://localhost:\(running.port)"
            // one connection: a first page, the rotation, a second page
            async let pages = Tool.curl(
                "--cacert", certificates.path("ca.crt"), "--rate", "1/s", "\(url)/hello", "\(url)/hello", "\(url)/hello"
            )
            #expect(try await eventually { running.statistics.requests.values.reduce(0, +) > 0 })
            try install("renewed")
            look(watcher)
            #expect(try await subject().contains("subject=CN = renewed"))
            let text = try await pages.text
            #expect(text == "hello\nhello\nhello\n")
            #expect(running.statistics.tlsHandshakeFailures == 0 && watcher.status.isCurrent)
        }
    }

    @Test(arguments: [
        "users: 1\n", "basic_auth_users: {a: b}\n", "tls_server_config: {cert_file: junk.pem, key_file: server.key}\n",
        "\t",
    ])
    func aBrokenChangeChangesNothing(broken: String) async throws {
        let good = "http_server_config: {headers: {X-Frame-Options: deny}}\n"
        try await serve(good) { running, watcher, path, _ in
            func head() async throws -> String {
                try await Tool.curl("--head", "http://127.0.0.1:\(running.port)/hello").text
            }
            let loadedAt = watcher.status.loadedAt
            try change(path, to: broken)
            look(watcher)
            #expect(watcher.status == .init(isCurrent: false, loadedAt: loadedAt))
            #expect(try await head().contains("X-Frame-Options: deny"))
            try change(path, to: "http_server_config: {headers: {X-Frame-Options: sameorigin}}\n")
            look(watcher)
            #expect(watcher.status.isCurrent && watcher.status.loadedAt > loadedAt)
            #expect(try await head().contains("X-Frame-Options: sameorigin"))
        }
    }

    @Test func aFileThatIsGoneChangesNothing() async throws {
        try await serve("rate_limit: {burst: 1}\n") { _, watcher, path, _ in
            try FileManager.default.removeItem(atPath: path)
            look(watcher)
            #expect(!watcher.status.isCurrent)
            try change(path, to: "{}")
            look(watcher)
            #expect(watcher.status.isCurrent)
        }
    }

    /// As a file is for a moment that somebody writes, or for good on a full disk.
    @Test func anEmptiedFileOpensNothing() async throws {
        try await serve("http_server_config: {headers: {X-Frame-Options: deny}}\n") { running, watcher, path, _ in
            try change(path, to: "# nothing\n")
            look(watcher)
            #expect(!watcher.status.isCurrent)
            let head = try await Tool.curl("--head", "http://127.0.0.1:\(running.port)/hello").text
            #expect(head.contains("X-Frame-Options: deny"))
            try change(path, to: "{}\n")
            watcher.look()
            #expect(!watcher.status.isCurrent)
            watcher.look()
            #expect(watcher.status.isCurrent)
        }
    }

    /// Where others can reach the server, TLS is not given up by a change either.
    @Test func neededTLSStays() async throws {
        let tls = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n"
        try await serve(tls, needsTLS: true) { _, watcher, path, _ in
            try change(path, to: "{}\n")
            look(watcher)
            #expect(!watcher.status.isCurrent && watcher.protection.hasTLS)
        }
        #expect(throws: WebConfigurationError.self) {
            try WebConfigurationWatcher(
                try Certificates.shared.configuration("clear", "{}"), needsTLS: true, logger: Logger(label: "test"))
        }
    }
}
