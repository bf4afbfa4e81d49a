import Exposition
import Foundation
import RealGuests
import Testing

/// The forms in which the page is had, through the clients that people have.
@Suite("Forms of the page") struct PageFormsTests {
    private static let openMetrics = ["--header", "Accept: application/openmetrics-text;version=1.0.0"]

    /// What curl gets, and the header fields in lower case.
    private func curl(
        _ agent: Agent, _ path: String, _ options: [String] = []
    ) async throws -> (status: Int, fields: [String: String], body: String) {
        let output = try await Program.run(
            "curl",
            [
                "--silent", "--show-error", "--globoff", "--max-time", "20", "--write-out",
                "%{stderr}%{http_code} %{header_json}",
            ]
                + options + ["http://\(agent.address)\(path)"])
        let parts = output.err.split(separator: " ", maxSplits: 1)
        let status = try #require(parts.first.flatMap { Int($0) }, "\(output.err)")
        let json = try JSONDecoder().decode([String: [String]].self, from: Data(parts[1].utf8))
        return (status, json.mapValues { $0.joined(separator: ", ") }, output.out)
    }

    private func withAgent(_ body: (Agent) async throws -> Void) async throws {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            _ = try await agent.pageWhenUp()
            try await body(agent)
        }
    }

    @Test func theFormatIsNegotiated() async throws {
        try await withAgent { agent in
            let text = try await curl(agent, "/metrics")
            #expect(text.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(text.fields["vary"] == "Accept, Accept-Encoding")
            _ = try Exposition(text.body)
            let open = try await curl(agent, "/metrics", Self.openMetrics)
            #expect(open.fields["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(open.body.hasSuffix("\n# EOF\n") && open.body.contains("# TYPE libvirt_domain info\n"))
        }
    }

    @Test(arguments: [[], openMetrics])
    func theCodingIsNegotiated(accept: [String]) async throws {
        try await withAgent { agent in
            let plain = try await curl(agent, "/metrics", accept)
            #expect(plain.fields["content-encoding"] == nil)
            #expect(plain.fields["content-length"] == String(plain.body.utf8.count))
            // the second page has its body from the first
            for _ in 0..<2 {
                let compressed = try await curl(agent, "/metrics", accept + ["--compressed"])
                #expect(compressed.fields["content-encoding"] == "gzip")
                #expect(compressed.fields["vary"] == "Accept, Accept-Encoding")
                let length = compressed.fields["content-length"].flatMap { Int($0) } ?? .max
                #expect(length < compressed.body.utf8.count / 4)
                #expect(compressed.body.contains("libvirt_domain_state{domain=\"test\",state=\"running\"} 1\n"))
                #expect(compressed.body.hasSuffix(accept.isEmpty ? "\n" : "\n# EOF\n"))
            }
            let refused = try await curl(agent, "/metrics", accept + ["--header", "Accept-Encoding: gzip;q=0"])
            #expect(refused.fields["content-encoding"] == nil)
        }
    }

    @Test(arguments: [[], ["--compressed"]])
    func headHasTheLengthOfThePage(options: [String]) async throws {
        try await withAgent { agent in
            let head = try await curl(agent, "/metrics", options + ["--head", "--output", "/dev/null"])
            #expect(head.status == 200)
            #expect(head.fields["content-encoding"] == (options.isEmpty ? nil : "gzip"))
            #expect(head.fields["content-length"].flatMap { Int($0) } ?? 0 > 1000)
        }
    }

    @Test func aPartIsHadByItsCollectors() async throws {
        try await withAgent { agent in
            let part = try Exposition(try await curl(agent, "/metrics?collect[]=state&collect[]=vcpu").body)
            #expect(part.value("libvirt_up") == 1)
            #expect(!part.series("libvirt_domain_state").isEmpty && !part.series("libvirt_domain_vcpu_state").isEmpty)
            #expect(part.series("libvirt_domain_block_stats_read_bytes_total").isEmpty)
            let rest = try await curl(agent, "/metrics?exclude%5B%5D=state", Self.openMetrics + ["--compressed"]).body
            #expect(
                !rest.contains("libvirt_domain_state{") && rest.contains("libvirt_domain_block_stats_read_bytes_total{")
            )
            #expect(rest.hasSuffix("\n# EOF\n"))
            let whole = try await agent.page()
            #expect(!whole.series("libvirt_domain_block_stats_read_bytes_total").isEmpty)
        }
    }

    @Test(arguments: ["collect[]=nothing", "exclude[]=unknown", "collect[]=state&exclude[]=block"])
    func aMistakeIsNamed(query: String) async throws {
        try await withAgent { agent in
            let answer = try await curl(agent, "/metrics?\(query)")
            #expect(answer.status == 400)
            #expect(answer.body.split(separator: "\n").count == 1 && answer.body.contains("state, cpu-total, balloon"))
        }
    }

    @Test func theProcessIsWatchedOver() async throws {
        try await withAgent { agent in
            for (path, text) in [("/-/healthy", "healthy\n"), ("/-/ready", "ready\n")] {
                let answer = try await curl(agent, path)
                #expect(answer.status == 200 && answer.body == text)
                let head = try await curl(agent, path, ["--head", "--output", "/dev/null"])
                #expect(head.status == 200 && head.fields["content-length"] == String(text.utf8.count))
            }
        }
    }

    @Test func withoutLibvirtItIsHealthyButNotReady() async throws {
        try await Agent.with(["--libvirt.uri", "qemu+unix:///system?socket=/nonexistent"]) { agent in
            let ready = try await curl(agent, "/-/ready")
            #expect(ready.status == 503 && ready.body.hasPrefix("not ready: libvirt did not answer yet"))
            #expect(ready.body.split(separator: "\n").count == 1)
            #expect(try await curl(agent, "/-/healthy").status == 200)
        }
    }

    /// By its `Accept`, Prometheus asks for OpenMetrics, and tells what it read there; a piece of
    /// ``LongWaitTests``.
    func prometheusReadsOpenMetrics() async throws {
        try await withAgent { agent in
            let prometheus = try await Prometheus(scraping: agent.address)
            defer { prometheus.stop() }
            for (family, expected) in [
                ("libvirt_domain", "info "), ("libvirt_domain_info_cpu_time_seconds", "counter seconds"),
                ("libvirt_domain_state", "gauge "), ("virtpulse_libvirt_call_duration_seconds", "histogram seconds"),
            ] {
                let metadata = try await eventually(within: .seconds(40), "metadata of \(family)") {
                    try await prometheus.metadata(family)
                }
                #expect(metadata == expected)
            }
            #expect(try await prometheus.query("up{job=\"virtpulse\"}").first?.value == 1)
            let domains = try await prometheus.query("libvirt_domain_info").map { $0.labels["domain"] }
            #expect(domains == ["test"])
        }
    }
}
