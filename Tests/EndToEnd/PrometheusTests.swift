import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// The page through Prometheus itself.
    @Suite("Prometheus") struct PrometheusTests {
        @Test func promtoolFindsNothing() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri, "--collector.unknown"]) { agent in
                _ = try await agent.pageWhenUp()
                let page = try await agent.get("/metrics")
                let verdict = try await Program.run("promtool", ["check", "metrics"], input: page)
                #expect(verdict.status == 0 && verdict.out.isEmpty && verdict.err.isEmpty, "\(verdict)")
            }
        }

        @Test(.timeLimit(.minutes(3))) func prometheusScrapesAndAnswers() async throws {
            let lab = try Lab.shared
            let agent = try await Agent(["--libvirt.uri", lab.uri])
            defer { agent.kill() }
            let prometheus = try await Prometheus(scraping: agent.address)
            defer { prometheus.stop() }
            _ = try await eventually(within: .seconds(40), "up 1") {
                try await prometheus.query("up{job=\"virtpulse\"}").first?.value == 1 ? true : nil
            }
            _ = try await eventually(within: .seconds(40), "libvirt_up 1") {
                try await prometheus.query("libvirt_up").first?.value == 1 ? true : nil
            }
            let rate = try await eventually(within: .seconds(60), "a counter's rate") {
                try await prometheus.query(
                    "rate(libvirt_domain_block_stats_read_requests_total{domain=\"busy0000\"}[20s]) > 0"
                ).first?.value
            }
            #expect(rate > 0)
            let paused = try await prometheus.query("libvirt_domain_state{state=\"paused\"} == 1")
            #expect(paused.map { $0.labels["domain"] } == ["paused0000"])
            let joined = try await prometheus.query(
                "libvirt_domain_info_virtual_cpus * on(domain) group_left(uuid) libvirt_domain_info")
            #expect(joined.count == Lab.hostileNames.count + 5)
            let names = Set(
                try await prometheus.query("libvirt_domain_persistent").compactMap { $0.labels["domain"] })
            #expect(names.isSuperset(of: Lab.hostileNames))
        }
    }
}

/// A Prometheus of the test's own.
final class Prometheus: Sendable {
    struct Series: Sendable {
        var labels: [String: String]
        var value: Double
    }

    private struct Answer: Decodable {
        struct Content: Decodable {
            var result: [Result]
        }
        struct Result: Decodable {
            var metric: [String: String]
            var value: [Value]
        }
        enum Value: Decodable {
            case time(Double)
            case number(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let time = try? container.decode(Double.self) {
                    self = .time(time)
                } else {
                    self = .number(try container.decode(String.self))
                }
            }
        }
        var data: Content
    }

    private let child: ChildProcess
    private let folder: URL
    private let port: Int

    /// - Parameter settings: More of the scrape configuration, in YAML's flow style.
    init(scraping address: String, _ settings: String = "") async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = folder.appendingPathComponent("prometheus.yml")
        try """
        global: {scrape_interval: 2s, scrape_timeout: 2s}
        scrape_configs:
        - job_name: virtpulse
          static_configs: [{targets: ['\(address)']}]
          \(settings)

        """.write(to: configuration, atomically: true, encoding: .utf8)
        port = Int.random(in: 20_000..<30_000)
        child = try ChildProcess(
            "prometheus",
            [
                "--config.file", configuration.path, "--storage.tsdb.path",
                folder.appendingPathComponent("data").path, "--web.listen-address", "127.0.0.1:\(port)",
            ])
    }

    func stop() {
        child.end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The type and the unit that the scraped page gave a family; `nil` while it was not scraped yet.
    func metadata(_ family: String) async throws -> String? {
        struct Answer: Decodable {
            struct Family: Decodable {
                var type: String
                var unit: String
            }
            var data: [String: [Family]]
        }
        let answer = try await Program.run(
            "curl",
            ["--silent", "--fail", "--max-time", "5", "http://127.0.0.1:\(port)/api/v1/metadata?metric=\(family)"])
        guard answer.status == 0 else { return nil }
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer.out.utf8))
        return decoded.data[family]?.first.map { "\($0.type) \($0.unit)" }
    }

    /// The instant vector of a query; empty while Prometheus is not there yet.
    func query(_ text: String) async throws -> [Series] {
        let answer = try await Program.run(
            "curl",
            [
                "--silent", "--fail", "--max-time", "5", "--get", "--data-urlencode", "query=\(text)",
                "http://127.0.0.1:\(port)/api/v1/query",
            ])
        guard answer.status == 0 else {
            guard child.exitStatus == nil else {
                throw Program.Failure(description: "prometheus ended: \(child.text(child.errors))")
            }
            return []
        }
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer.out.utf8))
        return decoded.data.result.compactMap { result in
            guard case .number(let text)? = result.value.last, let value = Double(text) else { return nil }
            return Series(labels: result.metric, value: value)
        }
    }
}
