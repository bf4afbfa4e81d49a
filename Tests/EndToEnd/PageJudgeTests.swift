import Exposition
import RealGuests
import Testing

/// The judge of the soak and of the faults, for one that finds nothing proves nothing.
@Suite("Judge of pages") struct PageJudgeTests {
    private func page(_ value: Int?, run: Int? = nil) throws -> Exposition {
        var text = ""
        if let value {
            text += "# HELP libvirt_domain_x_total X.\n# TYPE libvirt_domain_x_total counter\n"
            text += "libvirt_domain_x_total{domain=\"a\"} \(value)\n"
        }
        if let run {
            text +=
                "# HELP libvirt_domain_id Id.\n# TYPE libvirt_domain_id gauge\nlibvirt_domain_id{domain=\"a\"} \(run)\n"
        }
        return try Exposition(text)
    }

    private func violations(_ pages: [Exposition]) -> Int {
        var judge = PageJudge()
        return pages.map { judge.violations(of: $0).count }.reduce(0, +)
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

    @Test func theAgentsOwnCountersAreJudgedToo() throws {
        func page(_ value: Int) throws -> Exposition {
            try Exposition(
                "# HELP virtpulse_samples_total S.\n# TYPE virtpulse_samples_total counter\nvirtpulse_samples_total \(value)\n"
            )
        }
        #expect(violations([try page(2), try page(1)]) == 1)
    }
}
