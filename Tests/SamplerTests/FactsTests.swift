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

    /// As libvirt 10 and newer do, for which an XML needs the guest's own job.
    @Test func anXMLThatAGuestHoldsUpIsAskedForOnce() async {
        let names = (0..<6).map { "guest\($0)" }
        source.run(names)
        source.change { $0.factsNeedJob = true }
        let stuck = ["guest1", "guest4"]
        let gates = stuck.map { source.stick($0) }
        let sampler = sampler()
        var last: Snapshot?
        for _ in 0..<20 {
            let snapshot = await sampler.round(clock)
            // the first round knows neither how long an answer takes nor who is stuck, and these share a call
            #expect(snapshot.status.isUp || snapshot.generation == 1, "\(snapshot.status.problems)")
            #expect(snapshot.status.collectors[.info]?.succeeded == false)
            last = snapshot
        }
        #expect(source.host.factsRead.sorted() == names)
        #expect(await sampler.heldCalls <= 4)
        #expect(last?.domains.filter { $0.facts == nil }.map(\.identity.name) == stuck)
        for (name, gate) in zip(stuck, gates) { source.free(name, gate) }
        #expect(await eventually { gates.allSatisfy { $0.held == 0 } })
        func isComplete(_ snapshot: Snapshot) -> Bool {
            snapshot.domains.allSatisfy { $0.facts != nil } && snapshot.status.problems.isEmpty
        }
        // on a busy machine it may take until it is known that the calls returned
        var rounds = 0
        repeat {
            last = await sampler.round(clock, after: .seconds(10))
            rounds += 1
        } while rounds < 50 && last.map(isComplete) != true
        #expect(last.map(isComplete) == true, "\(last?.status.problems ?? [])")
        #expect(await eventually { await sampler.heldCalls == 0 })
    }

    /// Many at once must not take the connections by which everything else is read.
    @Test func manyXMLsThatAreHeldUpLeaveConnections() async {
        let names = (0..<30).map { "guest\($0)" }
        source.run(names)
        let sampler = sampler { $0.factsMaxAge = .seconds(20) }
        _ = await sampler.round(clock)
        source.change { $0.factsNeedJob = true }
        let gates = names.map { source.stick($0) }
        for _ in 0..<30 {
            let snapshot = await sampler.round(clock, after: .seconds(2))
            #expect(snapshot.status.isUp && snapshot.domains.count == 30)
        }
        for (name, gate) in zip(names, gates) { source.free(name, gate) }
    }
}
