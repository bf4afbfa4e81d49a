import Exposition
import RealGuests
import Testing

/// The judge of the soak and of the faults, for one that finds nothing proves nothing.
@Suite("Judge of pages") struct PageJudgeTests {
    private let start = ContinuousClock.now

    private func page(_ value: Int?, age: Double = 0, run: Int? = nil) throws -> Exposition {
        var text = ""
        if let value {
            text += "# HELP libvirt_domain_x_total X.\n# TYPE libvirt_domain_x_total counter\n"
            text += "libvirt_domain_x_total{domain=\"a\"} \(value)\n"
            text += "# HELP libvirt_domain_sample_age_seconds Age.\n# TYPE libvirt_domain_sample_age_seconds gauge\n"
            text += "libvirt_domain_sample_age_seconds{domain=\"a\"} \(age)\n"
        }
        if let run {
            text +=
                "# HELP libvirt_domain_id Id.\n# TYPE libvirt_domain_id gauge\nlibvirt_domain_id{domain=\"a\"} \(run)\n"
        }
        return try Exposition(text)
    }

    private func violations(_ pages: [Exposition]) -> Int {
        var judge = PageJudge()
        return pages.map { judge.violations(of: $0, askedAt: start).count }.reduce(0, +)
    }

    @Test func aCounterThatGoesBackIsFound() throws {
        #expect(violations([try page(5), try page(5), try page(6)]) == 0)
        #expect(violations([try page(5), try page(4)]) == 1)
        #expect(violations([try page(5, run: 1), try page(4, run: 1)]) == 1)
    }

    @Test func aGuestThatWasAwayBeginsAnew() throws {
        #expect(violations([try page(5), try page(nil), try page(1)]) == 0)
        #expect(violations([try page(5, run: 1), try page(1, run: 2)]) == 0)
    }

    @Test func aGuestKnownToRestartBeginsWithTheNextSample() throws {
        var judge = PageJudge()
        #expect(judge.violations(of: try page(5), askedAt: start) == [])
        judge.restarts("a", at: start + .seconds(1))
        // a sample from before: of which run it is nobody knows
        #expect(judge.violations(of: try page(2, age: 3), askedAt: start + .seconds(2)) == [])
        #expect(judge.violations(of: try page(1, age: 0.5), askedAt: start + .seconds(2)) == [])
        #expect(judge.violations(of: try page(0, age: 0), askedAt: start + .seconds(3)).count == 1)
    }

    @Test func theAgentsOwnCountersAreJudgedToo() throws {
        func page(_ value: Int) throws -> Exposition {
            try Exposition(
                "# HELP virtpulse_samples_total S.\n# TYPE virtpulse_samples_total counter\nvirtpulse_samples_total \(value)\n"
            )
        }
        #expect(violations([try page(2), try page(1)]) == 1)
    }
}
