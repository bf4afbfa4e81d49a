import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

/// Balloon drivers that are asked for their numbers and give none.
@Suite struct BalloonSilenceTests {
    /// The sample is a second old; ages are of its moment.
    private func report(
        period: Int?, age: UInt64?, state: String = "running/booted", limit: String? = nil
    ) throws -> CheckReport {
        let mode = try #require(CheckMode(named: "balloon"))
        var fields: [String: UInt64] = ["balloon.current": 1, "balloon.maximum": 2]
        fields["balloon.last-update"] = age.map { 1_700_000_000 - 1 - $0 }
        var facts = DomainFacts()
        facts.balloonPeriod = period
        var settings = CheckSettings()
        if let limit { try settings.limit(mode, warning: ["age": limit]) }
        let guest = SyntheticHost.guest("web", SyntheticHost.numbers(fields), state: state, facts: facts)
        return mode.report(SyntheticHost.input([guest]), settings)
    }

    @Test(
        arguments: [
            (10, 32, ServiceState.warning), (10, 31, .ok), (10, 0, .ok), (1, 5, .warning), (1, 4, .ok), (60, 170, .ok),
            // nobody asks
            (nil, 1_000_000, .ok), (0, 1_000_000, .ok),
            // nothing is known of it
            (10, nil, .ok),
        ] as [(Int?, UInt64?, ServiceState)])
    func silence(period: Int?, age: UInt64?, state: ServiceState) throws {
        #expect(try report(period: period, age: age).state == state)
    }

    @Test func words() throws {
        let report = try report(period: 10, age: 60)
        #expect(
            report.first == "LIBVIRT WARNING: 1/1 guest: web driver silent for 60 s, though asked every 10 s",
            "\(report.text)")
    }

    /// A guest that stands still cannot answer, and an operator's range holds alone.
    @Test func otherwise() throws {
        #expect(try report(period: 10, age: 600, state: "paused/user").state == .ok)
        #expect(try report(period: 10, age: 600, limit: "1h").state == .ok)
        #expect(try report(period: nil, age: 600, limit: "1m").state == .warning)
    }

    @Test func theXMLIsNeededForIt() throws {
        let mode = try #require(CheckMode(named: "balloon"))
        var settings = CheckSettings()
        #expect(mode.needs(settings).collectors.contains(.info))
        try settings.limit(mode, warning: ["age": "1h"])
        #expect(!mode.needs(settings).collectors.contains(.info))
    }
}
