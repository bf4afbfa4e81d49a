import Catalogue
import Sampler
import Snapshot
import Testing

/// Jobs of domains, and how seldom libvirt is asked for them.
@Suite("Jobs", .timeLimit(.minutes(1)))
struct JobTests {
    private let clock = TestClock()
    private let source = FakeSource()

    private func sampler(_ change: (inout SamplerOptions) -> Void = { _ in }) -> Sampler<FakeSource, TestClock> {
        source.sampler(clock, change)
    }

    /// A round this long after the last.
    private func round(_ sampler: Sampler<FakeSource, TestClock>, after pause: Duration = .seconds(1)) async -> Snapshot
    {
        await sampler.round(clock, after: pause)
    }

    /// Who was asked since the last call.
    private func asked() -> [String] {
        var names: [String] = []
        source.change {
            names = $0.jobsAsked.sorted()
            $0.jobsAsked = []
        }
        return names
    }

    private func job(_ type: String, elapsed: UInt64 = 1, of prefix: String = "job") -> DomainJob {
        var builder = ValueSetBuilder()
        builder.add("\(prefix).time_elapsed", .unsigned(elapsed))
        return DomainJob(operation: "backup", type: type, values: builder.finish())
    }

    private func announce(_ kinds: DomainEvents.Kind..., of name: String, lastJob: DomainJob? = nil) {
        source.change { host in
            host.domains = host.domains.map { entry in
                guard entry.identity.name == name else { return entry }
                var events = entry.events ?? DomainEvents()
                for kind in kinds { events.record(kind, at: 1000) }
                events.lastJob = lastJob ?? events.lastJob
                return InventoryEntry(identity: entry.identity, isAutostarted: nil, isPersistent: nil, events: events)
            }
        }
    }

    /// What failed with the whole round has not failed for ever, though nobody is due to be asked.
    @Test func aRoundWithNobodyToAskIsNoFailure() async {
        source.run("a")
        let sampler = sampler()
        _ = await round(sampler)
        source.change { $0.inventoryFailure = StatsFailure(.unreachable, "gone") }
        let lost = await round(sampler)
        #expect(lost.status.collectors[.job]?.succeeded == false)
        source.change { $0.inventoryFailure = nil }
        _ = asked()
        let up = await round(sampler)
        #expect(up.status.isUp && asked().isEmpty)
        #expect(up.status.collectors[.job]?.succeeded == true && up.status.problems.isEmpty)
    }

    @Test func everyDomainIsAskedAtFirstSightAndThenOnceInAWhile() async {
        source.run("a", "b", "c")
        let sampler = sampler()
        _ = await round(sampler)
        #expect(asked() == ["a+", "b+", "c+"])
        for _ in 0..<20 { _ = await round(sampler) }
        #expect(asked().isEmpty)
        _ = await round(sampler, after: .seconds(120))
        #expect(asked() == ["a", "b", "c"])
    }

    @Test func aJobThatNobodyAnnouncedIsFoundInTheNextRoundWhereThatIsWanted() async {
        source.run("a", "b")
        let sampler = sampler { $0.jobInterval = .zero }
        for _ in 0..<3 { _ = await round(sampler) }
        #expect(asked() == ["a", "a", "a+", "b", "b", "b+"])
        source.change { $0.currentJobs["b"] = job("unbounded") }
        #expect(await round(sampler).domains.map { $0.jobs.current?.type } == [nil, "unbounded"])
    }

    @Test func aJobIsFollowedUntilItEnds() async {
        source.run("a", "b")
        let sampler = sampler()
        source.change { $0.currentJobs["a"] = job("unbounded") }
        #expect(await round(sampler).domains.map { $0.jobs.current?.type } == ["unbounded", nil])
        _ = asked()
        let elapsed = Catalogue.id(of: "job.time_elapsed")
        for time in 2...4 as ClosedRange<UInt64> {
            source.change { $0.currentJobs["a"] = job("unbounded", elapsed: time) }
            #expect(await round(sampler).domains[0].jobs.current?.values.bits(of: elapsed) == time)
        }
        #expect(asked() == ["a+", "a+", "a+"])
        source.change {
            $0.currentJobs = [:]
            $0.lastJobs["a"] = job("cancelled", of: "last-job")
        }
        for _ in 0..<3 {
            let snapshot = await round(sampler)
            #expect(snapshot.domains.map { $0.jobs.current?.type } == [nil, nil])
            #expect(snapshot.domains.map { $0.jobs.last?.type } == ["cancelled", nil])
        }
        #expect(asked() == ["a+"])
    }

    @Test(arguments: [DomainEvents.Kind.migrationIteration, .jobCompleted])
    func anAnnouncedJobIsAskedForAtOnce(kind: DomainEvents.Kind) async {
        source.run("a", "b")
        let sampler = sampler()
        _ = await round(sampler)
        _ = asked()
        announce(kind, of: "b")
        for _ in 0..<3 { _ = await round(sampler) }
        #expect(asked() == ["b+"])
    }

    @Test func theAnnouncedEndOfAJobOutlivesItsDomain() async {
        source.run("a")
        let sampler = sampler()
        _ = await round(sampler)
        let ended = job("completed", of: "last-job").ended(at: 1000)
        announce(.jobCompleted, of: "a", lastJob: ended)
        source.change { $0.lastJobs["a"] = job("cancelled", of: "last-job") }
        // who asks is told the outcome, and the announcement its moment
        #expect(
            await round(sampler).domains.first?.jobs.last.map { "\($0.type) \($0.endedAt ?? 0)" } == "cancelled 1000.0")
        source.change { host in
            let entry = host.domains[0]
            host.domains = [
                InventoryEntry(
                    identity: DomainIdentity(name: "a", uuid: entry.identity.uuid, id: nil), isAutostarted: nil,
                    isPersistent: nil, events: entry.events)
            ]
        }
        _ = asked()
        #expect(await round(sampler).domains.first?.jobs.last?.type == "completed")
        #expect(asked().isEmpty)
    }

    @Test func aDriverWithoutJobsIsNotAskedAgain() async {
        source.run("a", "b", "c")
        source.change { $0.jobsFailures["a"] = StatsFailure(.unsupported, "no jobs") }
        let sampler = sampler { $0.connections = 1 }
        let first = await round(sampler)
        #expect(first.status.problems.isEmpty && first.status.collectors[.job] == nil)
        _ = await round(sampler, after: .seconds(400))
        #expect(asked() == ["a+"])
    }

    @Test func aFailureIsOfItsDomainAlone() async {
        source.run("a", "b")
        let sampler = sampler()
        source.change { $0.currentJobs = ["a": job("bounded"), "b": job("bounded")] }
        _ = await round(sampler)
        let failure = StatsFailure(.failed, "no job today")
        source.change { $0.jobsFailures = ["a": failure, "b": failure] }
        let failed = await round(sampler)
        #expect(failed.domains.map { $0.jobs.current?.type } == [nil, nil])
        #expect(failed.status.collectors[.job]?.succeeded == false && failed.status.isUp)
        #expect(failed.status.problems.map(\.description) == ["no job today", "no job today"])
        source.change { $0.jobsFailures = [:] }
        #expect(await round(sampler).domains.map { $0.jobs.current?.type } == ["bounded", "bounded"])
    }

    /// Two domains are asked at once: what the second one did counts, though the connection of the first one broke.
    @Test func aGuestThatHangsIsKnownThoughAnothersConnectionBroke() async {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"]
        source.run(names)
        let sampler = sampler {
            $0.collectors = [.balloon, .job]
            $0.jobInterval = .zero
            $0.connections = 2
        }
        _ = await round(sampler)
        source.change {
            $0.jobsFailures["a"] = StatsFailure(.unreachable, "gone")
            $0.sticksAfterStatistics = "b"
        }
        _ = await round(sampler)
        source.change { $0.jobsFailures = [:] }
        let next = await round(sampler)
        #expect(next.domains.filter(\.isStuck).map(\.identity.name) == ["b"])
        #expect(next.status.heldCalls == 1)
    }

    @Test func nobodyIsAskedWhoseMonitorIsHeldUp() async {
        source.run("a", "b")
        let sampler = sampler()
        source.change { $0.jobs = ["a"] }
        _ = await round(sampler)
        #expect(asked() == ["b+"])
        source.change { $0.jobs = [] }
        _ = await round(sampler)
        #expect(asked() == ["a+"])
    }

    @Test func aGuestThatStopsBeforeItTellsItsJobHoldsOneCallAndIsNamed() async {
        source.run("a", "b", "c", "d", "e")
        let sampler = sampler { $0.collectors = [.state, .job] }
        _ = await round(sampler)
        let gate = source.stick("c")
        announce(.migrationIteration, of: "c")
        let late = await round(sampler)
        #expect(late.status.isUp && late.status.heldCalls == 1)
        #expect(late.status.problems.count == 1)
        for _ in 0..<5 { #expect(await round(sampler).status.heldCalls == 1) }
        #expect(gate.held == 1)
        source.free("c", gate)
        #expect(await eventually { await round(sampler).status.heldCalls == 0 })
        source.change { $0.currentJobs["c"] = job("bounded") }
        #expect(await round(sampler, after: .seconds(300)).domains[2].jobs.current?.type == "bounded")
    }

    @Test func aJobsCallThatHangsNamesTheGuestAsStuck() async {
        source.run("a", "b", "c", "d", "e")
        let sampler = sampler { $0.collectors = [.balloon, .job] }
        _ = await round(sampler)
        // it stops between its statistics and its job
        announce(.migrationIteration, of: "c")
        source.change { $0.sticksAfterStatistics = "c" }
        let late = await round(sampler)
        #expect(late.status.heldCalls == 1)
        let next = await round(sampler)
        #expect(next.domains.filter(\.isStuck).map(\.identity.name) == ["c"])
        #expect(next.status.heldCalls == 1)
    }

    @Test func whereJobsAreOffNobodyIsAsked() async {
        source.run("a")
        let sampler = sampler { $0.collectors = [.cpuTotal] }
        _ = await round(sampler)
        #expect(asked().isEmpty)
    }
}
