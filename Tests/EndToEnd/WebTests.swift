import Exposition
import Foundation
import RealGuests
import TestCertificates
import Testing

/// The endpoint as its users protect it.
@Suite("Web") struct WebTests {
    /// bcrypt of "U*U", from the function's own test vectors.
    private static let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

    @Test func aGoodConfigurationIsCalledGood() async throws {
        let path = try Certificates.shared.configuration(
            "good", "tls_server_config: {cert_file: server.crt, key_file: server.key}\n")
        let output = try await Program.run(
            Program.virtpulse,
            [
                "check-config", "--web.config.file", path, "--web.listen-address", "0.0.0.0:9177", "--libvirt.uri",
                "test:///x",
            ])
        #expect(output.status == 0 && output.out == "the configuration is good\n" && output.err.isEmpty, "\(output)")
    }

    @Test(arguments: [
        ("tls_server_config: {cert_file: server.crt, key_file: other.key}\n", [], "1: tls_server_config.key_file"),
        ("tls: {}\n", [], "1: tls"), ("{}\n", ["--web.listen-address", ":9177"], "tls_server_config"),
        ("{}\n", ["--sample.interval", "1"], "'1'"),
        ("{}\n", ["--web.systemd-socket", "--web.listen-address", ":1"], "exclude"),
    ])
    func aBadConfigurationIsNamed(text: String, arguments: [String], named: String) async throws {
        let path = try Certificates.shared.configuration("bad", text)
        for command in ["check-config", "serve"] {
            let output = try await Program.run(
                Program.virtpulse, [command, "--web.config.file", path, "--libvirt.uri", "test:///default"] + arguments)
            #expect(output.status == 2 && output.out.isEmpty, "\(output)")
            #expect(output.err.hasPrefix("virtpulse: ") && output.err.contains(named), "\(output.err)")
            #expect(output.err.split(separator: "\n").count == 1)
        }
    }

    /// A piece of ``LongWaitTests``.
    func prometheusScrapesThroughTLSWithACertificateAndAPassword() async throws {
        let certificates = try Certificates.shared
        let path = try certificates.configuration(
            "prometheus",
            """
            tls_server_config:
              cert_file: server.crt
              key_file: server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.crt
              client_allowed_sans: [prometheus.example]
            basic_auth_users:
              alice: \(Self.hash)
            """)
        // no loopback address: TLS is what lets it be served
        let agent = try await Agent(
            ["--libvirt.uri", "test:///default", "--web.config.file", path], listening: ["--web.listen-address", ":0"])
        defer { agent.kill() }
        let port = try #require(agent.address.split(separator: ":").last)
        func scrape(_ password: String) async throws -> Prometheus {
            try await Prometheus(
                scraping: "localhost:\(port)",
                """
                scheme: https
                  tls_config: {ca_file: '\(certificates.path("ca.crt"))', cert_file: '\(certificates.path("client.crt"))', key_file: '\(certificates.path("client.key"))'}
                  basic_auth: {username: alice, password: '\(password)'}
                """)
        }
        let prometheus = try await scrape("U*U")
        defer { prometheus.stop() }
        let stranger = try await scrape("wrong")
        defer { stranger.stop() }
        _ = try await eventually(within: .seconds(40), "libvirt_up 1") {
            try await prometheus.query("libvirt_up").first?.value == 1 ? true : nil
        }
        let refused = try await eventually(within: .seconds(40), "up 0") { try await stranger.query("up").first?.value }
        #expect(refused == 0)
    }

    @Test func theAgentTellsOfItself() async throws {
        let path = try Certificates.shared.configuration("self", "basic_auth_users: {alice: \(Self.hash)}\n")
        let agent = try await Agent(["--libvirt.uri", "test:///default", "--web.config.file", path])
        defer { agent.kill() }
        func get(_ path: String, _ password: String) async throws -> Exposition? {
            let answer = try await Program.run(
                "curl", ["--silent", "--fail", "--user", "alice:\(password)", "http://\(agent.address)\(path)"])
            return answer.status == 0 ? try Exposition(answer.out) : nil
        }
        #expect(try await get("/metrics", "wrong") == nil)
        #expect(try await get("/absent", "U*U") == nil)
        _ = try await get("/metrics", "U*U")
        let page = try #require(try await get("/metrics", "U*U"))
        #expect(page.value("virtpulse_http_requests_total", ["path": "/metrics", "code": "401"]) == 1)
        #expect(page.value("virtpulse_http_requests_total", ["path": "other", "code": "404"]) == 1)
        #expect(page.value("virtpulse_http_authentication_failures_total") == 1)
        #expect(page.value("virtpulse_web_config_last_reload_successful") == 1)
        #expect(page.value("virtpulse_http_connections_accepted_total") == 4)
        #expect(try #require(page.value("virtpulse_http_response_bytes_total")) > 1000)
        #expect(try #require(page.value("virtpulse_http_request_seconds_total", ["path": "/metrics"])) > 0)
        // what the kernel says is what the page says
        let figures = agent.figures
        #expect(try #require(page.value("process_threads")) >= 3)
        #expect(abs(try #require(page.value("process_open_fds")) - Double(figures.descriptors)) <= 4)
        let mebibytes = try #require(page.value("process_resident_memory_bytes")) / 1_048_576
        #expect((0.7...1.4).contains(mebibytes / figures.residentMebibytes))
        #expect(abs(try #require(page.value("process_start_time_seconds")) - Date().timeIntervalSince1970) < 60)
        #expect(try #require(page.value("process_cpu_seconds_total")) > 0)
        // a change that cannot be used is told on the page
        try Data("basic_auth_users: [\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        _ = try await eventually("the broken file's mark") {
            try await get("/metrics", "U*U")?.value("virtpulse_web_config_last_reload_successful") == 0 ? true : nil
        }
    }

    @Test func systemdsSocketIsServed() async throws {
        let socket = FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max)).sock"
        let activator = try ChildProcess(
            "systemd-socket-activate",
            [
                "--listen", socket, Program.virtpulse, "serve", "--web.systemd-socket", "--libvirt.uri",
                "test:///default",
            ])
        defer { activator.end() }
        let page = try await eventually("a page") {
            let answer = try await Program.run(
                "curl", ["--silent", "--fail", "--unix-socket", socket, "http://localhost/metrics"])
            return answer.status == 0 ? answer.out : nil
        }
        #expect(page.contains("\nlibvirt_up 1\n"))
    }

    @Test func withoutASocketFromSystemdItSaysSo() async throws {
        let output = try await Program.run(
            Program.virtpulse, ["serve", "--web.systemd-socket", "--libvirt.uri", "test:///default"])
        #expect(output.status == 2 && output.err.contains("systemd"), "\(output)")
    }
}
