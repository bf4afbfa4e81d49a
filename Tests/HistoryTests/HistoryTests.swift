import Snapshot
import Testing

@testable import History

/// What is remembered of ten minutes.
@Suite("History")
struct HistoryTests {
    /// The history of one domain after these samples.
    private func history(_ samples: [DomainSample]) throws -> DomainHistory {
        var history = HostHistory()
        for sample in samples { history.note(SyntheticDomain.host([sample])) }
        let last = try #require(samples.last)
        return try #require(history[last.identity])
    }

    private func cpus(_ history: DomainHistory, through seconds: Int) -> [Double?] {
        history.steps(through: MonotonicTime(sinceOrigin: .seconds(seconds))).map(\.cpuTime)
    }

    @Test(arguments: [0.1, 1, 3.7, 10, 30, 90])
    func tenMinutesAreCoveredWhateverTheInterval(interval: Double) throws {
        let samples = stride(from: 5, through: 1205, by: interval).map { SyntheticDomain.busy(0.5, at: $0) }
        let steps = cpus(try history(samples), through: 0)
        #expect(steps.count == 60)
        #expect(steps.allSatisfy { $0.map { abs($0 - 0.5) < 1e-4 } ?? false }, "\(steps)")
    }

    @Test func fastSamplesAreFoldedByTheirTime() throws {
        // nothing for 7 s, then a whole CPU
        let used: [(Double, UInt64)] = [(10, 0), (17, 0), (19.5, 2_500_000_000)]
        let history = try history(used.map { SyntheticDomain.sample(["cpu.time": $1], at: $0) })
        #expect(history.rates.cpuTime == 1)
        let step = try #require(cpus(history, through: 19)[59])
        #expect(abs(step - 2.5 / 9.5) < 1e-6)
    }

    @Test func samplesCloseTogetherAreOneButForTheFirstTwo() throws {
        let times = [10, 11, 12, 13, 14, 15]
        var history = HostHistory()
        var noted: [Double?] = []
        for time in times {
            // each second a CPU more
            let sample = SyntheticDomain.sample(
                ["cpu.time": UInt64((time - 10) * (time - 9) / 2) * 1_000_000_000], at: Double(time))
            history.note(SyntheticDomain.host([sample]))
            noted.append(history[sample.identity]?.rates.cpuTime)
        }
        #expect(noted == [nil, 1, 1, 1, 3, 3])
    }

    @Test func theOldestGoAndWhatIsNotThereIsAbsent() throws {
        let history = try history([0.0, 10, 20, 30].map { SyntheticDomain.busy($0 / 10, at: $0) })
        let steps = cpus(history, through: 30)
        #expect(steps[..<57].allSatisfy { $0 == nil } && steps[57...].allSatisfy { $0 != nil })
        // two minutes later nothing is known of those
        let later = cpus(history, through: 150)
        #expect(later[45...47].allSatisfy { $0 != nil } && later[48...].allSatisfy { $0 == nil })
        #expect(cpus(history, through: 10_000).allSatisfy { $0 == nil })
    }

    @Test func theSameSampleTwiceSaysNothingNew() throws {
        let samples = [SyntheticDomain.busy(1, at: 10), SyntheticDomain.busy(1, at: 20)]
        let history = try history(samples + [samples[1]])
        #expect(history.rates.cpuTime == 1)
        #expect(cpus(history, through: 20).count { $0 != nil } == 1)
    }

    @Test(arguments: [
        SyntheticDomain.busy(1, at: 30, run: 2), SyntheticDomain.sample(["cpu.time": 1], at: 30),
    ])
    func anotherRunStartsAnew(next: DomainSample) throws {
        let old = [10.0, 20].map { SyntheticDomain.busy(1, at: $0) }
        let history = try history(old + [next])
        #expect(history.rates == DomainRates(repeating: nil))
        #expect(cpus(history, through: 30).allSatisfy { $0 == nil })
    }

    @Test func whoIsGoneIsForgottenWhileLibvirtAnswers() {
        let (one, two) = (SyntheticDomain.busy(1, at: 1, number: 1), SyntheticDomain.busy(1, at: 1, number: 2))
        var history = HostHistory()
        history.note(SyntheticDomain.host([one, two]))
        #expect(history[one.identity] != nil && history[two.identity] != nil)
        history.note(SyntheticDomain.host([], at: 10, isUp: false))
        #expect(history[one.identity] != nil)
        history.note(SyntheticDomain.host([two], at: 20))
        #expect(history[one.identity] == nil && history[two.identity] != nil)
        history.note(SyntheticDomain.host([SyntheticDomain.busy(1, at: 2, run: nil, number: 2)], at: 30))
        #expect(history[two.identity] == nil)
    }

    @Test func aDomainTakesLessThanFourKilobytes() {
        #expect(MemoryLayout<RateRing.Step>.stride * RateRing.capacity == 1200)
        #expect(DomainHistory.mostBytes < 4096, "\(DomainHistory.mostBytes)")
        #expect(RateRing.step * RateRing.capacity == .seconds(600))
    }
}
