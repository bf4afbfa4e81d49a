import Exposition
import RealGuests
import Testing

/// How old a sample may be that answers a scrape.
@Suite("Ages of samples", .timeLimit(.minutes(1))) struct SampleAgeTests {
    private static func samples(_ page: Exposition) -> Double? { page.value("virtpulse_samples_total") }

    /// By default a sample serves for a second; with the option for as long as that says.
    @Test(arguments: [([], 1), (["--web.max-sample-age", "1h"], 0), (["--web.max-sample-age", "0s"], 1)])
    func aSampleServes(options: [String], more: Double) async throws {
        let host = ["--libvirt.uri", "test:///default", "--sample.interval", "1h"]
        try await Agent.with(host + options) { agent in
            let first = try #require(Self.samples(try await agent.pageWhenUp()))
            try await Task.sleep(for: .milliseconds(1_100))
            #expect(Self.samples(try await agent.page()) == first + more)
        }
    }

    /// A probed host's samples serve as long.
    @Test(arguments: [([], 2), (["--web.max-sample-age", "1h"], 1)])
    func aProbedHost(options: [String], count: Double) async throws {
        let arguments = ["--libvirt.uri", "test:///default", "--probe.allow", "test:///default"]
        try await Agent.with(arguments + options) { agent in
            _ = try await agent.pageWhenUp()
            let path = "/probe?target=test:///default"
            _ = try await agent.get(path)
            try await Task.sleep(for: .milliseconds(1_100))
            #expect(Self.samples(try Exposition(try await agent.get(path))) == count)
        }
    }
}
