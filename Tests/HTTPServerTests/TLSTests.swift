import Foundation
import TestCertificates
import Testing
import WebConfig

@testable import HTTPServer

/// TLS as curl and openssl see it.
@Suite struct TLSTests {
    /// Runs a server with this web configuration, and gives its URL.
    private func serve(
        _ configuration: String, limits: HTTPServerLimits = HTTPServerLimits(),
        _ body: (RunningServer, _ url: String, Certificates) async throws -> Void
    ) async throws {
        let certificates = try Certificates.shared
        let file = try WebConfigurationFile(try certificates.configuration("tls", configuration))
        try await RunningServer.with(limits: limits, protection: try Protection(file.configuration)) { running in
            try await body(running, "https://localhost:\(running.port)", certificates)
        }
    }

    private static let tls = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"

    @Test func pagesAreWhole() async throws {
        try await serve(Self.tls) { running, url, certificates in
            let ca = certificates.path("ca.crt")
            let twice = try await Tool.curl("--fail", "--cacert", ca, "\(url)/hello", "\(url)/hello")
            #expect(twice.status == 0 && twice.text == "hello\nhello\n")
            #expect(running.statistics.connectionsAccepted == 1)
            let size = try await Tool.curl(
                "--cacert", ca, "--output", "/dev/null", "--write-out", "%{size_download}", "\(url)/large")
            #expect(size.status == 0 && size.text == String(RunningServer.largeBody.count))
            // the end of a connection is told, so that nobody can cut a page short unseen
            let closed = try await Tool.curl("--cacert", ca, "--http1.0", "\(url)/hello")
            #expect(closed.status == 0 && closed.text == "hello\n")
            #expect(try await Tool.code("--cacert", ca, "--head", "\(url)/hello") == "200")
            #expect(running.statistics.tlsHandshakeFailures == 0)
        }
    }

    @Test func cleartextIsNotAnswered() async throws {
        try await serve(Self.tls) { running, url, _ in
            let cleartext = try await Tool.code("http://localhost:\(running.port)/hello")
            // a client that does not know the authority
            let strange = try await Tool.code("\(url)/hello")
            #expect(cleartext == "000" && strange == "000")
            let isCounted = try await eventually { running.statistics.tlsHandshakeFailures == 2 }
            #expect(isCounted)
        }
    }

    /// Nothing, and the begin of a ClientHello that never ends.
    @Test(arguments: [[], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]] as [[UInt8]])
    func aHandshakeHasItsTime(bytes: [UInt8]) async throws {
        var limits = HTTPServerLimits()
        limits.headerTimeout = .milliseconds(200)
        try await serve(Self.tls, limits: limits) { running, _, _ in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send(bytes)
                // only the server can end this
                _ = try client.drain()
            }
            let isCounted = try await eventually { running.statistics.tlsHandshakeFailures == 1 }
            #expect(isCounted && running.statistics.connectionsOpen == 0)
        }
    }

    @Test(arguments: [
        ("", "-tls1_1", false), ("", "-tls1_2", true), ("", "-tls1_3", true),
        ("  min_version: TLS13\n", "-tls1_2", false),
        ("  min_version: TLS13\n", "-tls1_3", true), ("  max_version: TLS12\n", "-tls1_3", false),
        ("  min_version: TLS10\n", "-tls1_1", false), ("  cipher_suites: [TLS_AES_128_GCM_SHA256]\n", "-tls1_2", false),
        ("  cipher_suites: [TLS_AES_128_GCM_SHA256]\n", "-tls1_3", true),
    ])
    func versions(settings: String, version: String, isOffered: Bool) async throws {
        try await serve(Self.tls + settings) { running, _, certificates in
            let output = try await Tool.handshake(running.port, version, "-CAfile", certificates.path("ca.crt"))
            #expect((output.status == 0) == isOffered, "\(output.text)")
        }
    }

    @Test(arguments: [
        ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        ("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"),
    ])
    func ciphersAreThoseChosen(name: String, opensslName: String) async throws {
        try await serve(Self.tls + "  max_version: TLS12\n  cipher_suites: [\(name)]\n") { running, _, certificates in
            let ca = certificates.path("ca.crt")
            let output = try await Tool.handshake(running.port, "-CAfile", ca)
            #expect(output.text.contains("Cipher is \(opensslName)\n"), "\(output.text)")
            let other = try await Tool.handshake(
                running.port, "-CAfile", ca, "-cipher", "ALL:!\(opensslName)", "-tls1_2")
            #expect(other.status != 0)
        }
    }

    @Test(arguments: [
        ("CurveP384", "P-384", "prime256v1"), ("CurveP256", "P-256", "secp384r1"), ("X25519", "X25519", "P-521"),
    ])
    func curvesAreThoseChosen(name: String, opensslName: String, other: String) async throws {
        try await serve(Self.tls + "  curve_preferences: [\(name)]\n") { running, _, certificates in
            let ca = certificates.path("ca.crt")
            let chosen = try await Tool.handshake(running.port, "-CAfile", ca, "-groups", opensslName)
            let refused = try await Tool.handshake(running.port, "-CAfile", ca, "-groups", other)
            #expect(chosen.status == 0 && refused.status != 0)
        }
    }

    /// What is asked of clients, and who gets in: without a certificate, with one of a known and of a strange authority.
    @Test(arguments: [
        ("NoClientCert", [true, true, true]), ("RequestClientCert", [true, true, true]),
        ("RequireAnyClientCert", [false, true, true]), ("VerifyClientCertIfGiven", [true, true, false]),
        ("RequireAndVerifyClientCert", [false, true, false]),
    ])
    func clientsAreAuthenticated(type: String, allowed: [Bool]) async throws {
        let authority = type.contains("Verify") ? "  client_ca_file: ca.crt\n" : ""
        try await serve(Self.tls + "  client_auth_type: \(type)\n" + authority) { running, url, certificates in
            for (name, isAllowed) in zip([nil, "client", "stranger"], allowed) {
                let code = try await self.code(as: name, url, certificates)
                #expect(code == (isAllowed ? "200" : "000"), "\(name ?? "nobody")")
            }
            let failures = UInt64(allowed.count { !$0 })
            #expect(try await eventually { running.statistics.tlsHandshakeFailures == failures })
        }
    }

    @Test(arguments: [
        ("RequireAndVerifyClientCert", "prometheus.example", ["client"]),
        ("RequireAndVerifyClientCert", "192.0.2.7", ["client"]),
        ("RequireAndVerifyClientCert", "ops@example.org", ["client"]),
        ("RequireAndVerifyClientCert", "spiffe://e/p", ["client"]), ("RequireAndVerifyClientCert", "client", []),
        ("RequireAndVerifyClientCert", "example", []),
        ("RequireAnyClientCert", "prometheus.example", ["client", "stranger"]),
        ("RequireAnyClientCert", "*.example", []),
    ])
    func clientsAreKnownByTheirNames(type: String, name: String, allowed: [String]) async throws {
        let authority = type.contains("Verify") ? "  client_ca_file: ca.crt\n" : ""
        let settings = "  client_auth_type: \(type)\n  client_allowed_sans: ['\(name)']\n" + authority
        try await serve(Self.tls + settings) { _, url, certificates in
            for client in [nil, "client", "stranger", "nameless"] {
                let code = try await self.code(as: client, url, certificates)
                #expect((code == "200") == (client.map(allowed.contains) ?? false), "\(client ?? "nobody")")
            }
        }
    }

    private func code(as client: String?, _ url: String, _ certificates: Certificates) async throws -> String {
        let ca = certificates.path("ca.crt")
        guard let client else { return try await Tool.code("--cacert", ca, "\(url)/hello") }
        return try await Tool.code(
            "--cacert", ca, "--cert", certificates.path("\(client).crt"), "--key", certificates.path("\(client).key"),
            "\(url)/hello")
    }
}

/// Whether something comes true before long.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
