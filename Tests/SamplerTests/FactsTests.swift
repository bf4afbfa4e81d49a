import Catalogue
import Sampler
import Snapshot
import Testing

/// When the XML of domains is read, and when it is shown.
@Suite("Facts", .timeLimit(.minutes(1)))
struct FactsTests {
    private let clock = TestClock()
    private let source = FakeSource()

    private func sampler(
        _ change: (inout SamplerOptions) -> Void = { _ in }
    ) -> Sampler<FakeSource, TestClock> {
        source.sampler(clock, change)
    }

    private func ask(_ sampler: Sampler<FakeSource, TestClock>) async -> Snapshot {
        await sampler.ask(clock)
    }

    @Test func factsAreReadOncePerRunAndAgainWhenOld() async {
        source.run("a", "b")
        let sampler = sampler { $0.factsMaxAge = .seconds(60) }
        for _ in 0..<3 {
            _ = await ask(sampler)
            clock.advance(by: .seconds(5))
        }
        #expect(source.host.factsRead == ["a", "b"])
        source.change { $0.domains[0] = FakeSource.entry("a", id: 2) }
        _ = await ask(sampler)
        #expect(source.host.factsRead == ["a", "b", "a"])
        clock.advance(by: .seconds(61))
        _ = await ask(sampler)
        #expect(source.host.factsRead.sorted() == ["a", "a", "a", "b", "b"])
    }

    @Test func whatThereWasNoTimeForIsSaidAndReadInTheNextRound() async {
        source.run("a", "b", "c", "d")
        source.change { [clock] in $0.onFacts = { clock.advance(by: .seconds(1)) } }
        let sampler = sampler { $0.deadline = .seconds(4) }
        let first = await ask(sampler)
        #expect(source.host.factsRead == ["a", "b"])
        #expect(first.status.isUp && first.status.collectors[.info]?.succeeded == false)
        #expect(first.status.problems.map(\.kind) == [.late])
        clock.advance(by: .seconds(1))
        let second = await ask(sampler)
        #expect(source.host.factsRead == ["a", "b", "c", "d"])
        #expect(second.status.collectors[.info]?.succeeded == true && second.status.problems.isEmpty)
    }

    @Test func announcedChangesAreReadAtOnceAndTheRestSeldom() async {
        source.run("a", "b")
        func announce(_ changes: UInt64) {
            source.change { host in
                host.domains = ["a", "b"].map { name in
                    let entry = FakeSource.entry(name, id: 1)
                    return InventoryEntry(
                        identity: entry.identity, isAutostarted: nil, isPersistent: nil,
                        announcedChanges: name == "a" ? changes : 0)
                }
            }
        }
        announce(0)
        let sampler = sampler { $0.announcedFactsMaxAge = .seconds(600) }
        let first = await ask(sampler)
        clock.advance(by: .seconds(120))
        let second = await ask(sampler)
        #expect(source.host.factsRead == ["a", "b"])
        #expect(second.factsGeneration == first.factsGeneration)
        announce(1)
        clock.advance(by: .seconds(1))
        _ = await ask(sampler)
        #expect(source.host.factsRead == ["a", "b", "a"])
        clock.advance(by: .seconds(601))
        _ = await ask(sampler)
        #expect(source.host.factsRead.sorted() == ["a", "a", "a", "b", "b"])
    }

    @Test func factsThatAreReadInALostRoundAreToldInTheNext() async {
        source.run("a")
        let sampler = sampler { $0.factsMaxAge = .seconds(1) }
        let first = await ask(sampler)
        clock.advance(by: .seconds(2))
        source.change {
            $0.titleSuffix = ", new"
            $0.statisticsFailure = StatsFailure(.unreachable, "gone")
        }
        let lost = await ask(sampler)
        #expect(!lost.status.isUp && source.host.factsRead.count == 2)
        source.change { $0.statisticsFailure = nil }
        clock.advance(by: .seconds(2))
        let next = await ask(sampler)
        #expect(next.domains.first?.facts?.value.title == "title of a, new")
        #expect(next.factsGeneration > lost.factsGeneration && lost.factsGeneration == first.factsGeneration)
    }
}
