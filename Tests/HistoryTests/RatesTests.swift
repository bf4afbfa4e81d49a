import History
import Snapshot
import Testing

/// Growth between two samples.
@Suite("Rates")
struct RatesTests {
    private func rates(_ old: DomainSample, _ new: DomainSample) throws -> DomainRates? {
        let before = try #require(CounterTotals(old))
        return try #require(CounterTotals(new)).rates(since: before)
    }

    @Test func countersGrowPerSecond() throws {
        let names = ["vda", "vdb"]
        let old = SyntheticDomain.sample(
            ["cpu.time": 1_000_000_000, "block.0.rd.bytes": 100, "block.1.rd.bytes": 7, "net.0.tx.bytes": 0],
            at: 10, names: names)
        let new = SyntheticDomain.sample(
            ["cpu.time": 4_000_000_000, "block.0.rd.bytes": 300, "block.1.rd.bytes": 7, "net.0.tx.bytes": 0],
            at: 12, names: names)
        let rates = try #require(try rates(old, new))
        #expect(rates.cpuTime == 1.5)
        #expect(rates.diskRead == 100)
        #expect(rates.sent == 0)
        // libvirt did not say these: absent, not zero
        #expect(rates.diskWritten == nil)
        #expect(rates.received == nil)
    }

    @Test func aCounterThatWentBackHasNoRate() throws {
        let old = SyntheticDomain.sample(["cpu.time": 5, "block.0.rd.bytes": 100], at: 1)
        let new = SyntheticDomain.sample(["cpu.time": 6, "block.0.rd.bytes": 99], at: 2)
        let rates = try #require(try rates(old, new))
        #expect(rates.diskRead == nil && rates.cpuTime != nil)
    }

    @Test(arguments: [(["vda"], ["vda", "vdb"]), (["vda", "vdb"], ["vda"]), (["vda"], ["vdb"])])
    func otherDevicesHaveNoRateInCommon(before: [String], after: [String]) throws {
        func sample(_ names: [String], at seconds: Double) -> DomainSample {
            let fields = names.indices.map { ("block.\($0).wr.bytes", UInt64(seconds) * 1000) }
            return SyntheticDomain.sample(
                Dictionary(uniqueKeysWithValues: fields), at: seconds, names: names)
        }
        #expect(try rates(sample(before, at: 1), sample(after, at: 2))?.diskWritten == nil)
        #expect(try rates(sample(after, at: 1), sample(after, at: 2))?.diskWritten == Double(after.count) * 1000)
    }

    @Test func nothingIsToldOfAnotherRun() throws {
        let old = SyntheticDomain.busy(1, at: 1)
        #expect(try rates(old, SyntheticDomain.busy(1, at: 2, run: 2)) == nil)
        #expect(try rates(old, old) == nil)
        #expect(try rates(SyntheticDomain.busy(1, at: 2), old) == nil)
        #expect(CounterTotals(SyntheticDomain.busy(1, at: 2, run: nil)) == nil)
    }
}
