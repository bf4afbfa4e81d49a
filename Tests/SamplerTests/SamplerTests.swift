import Catalogue
import Sampler
import Snapshot
import Synchronization
import Testing

@Suite("Sampler", .timeLimit(.minutes(1)))
struct SamplerTests {
    private let clock = TestClock()
    private let source = FakeSource()

    private func sampler(
        _ change: (inout SamplerOptions) -> Void = { _ in }
    ) -> Sampler<FakeSource, TestClock> {
        source.sampler(clock, change)
    }

    private func ask(_ sampler: Sampler<FakeSource, TestClock>, within: Duration = .seconds(30)) async -> Snapshot {
        await sampler.ask(clock, within: within)
    }

    /// Lets time pass until `body` returns.
    private func answer(_ body: @escaping @Sendable () async -> Snapshot) async -> Snapshot {
        await passing(clock, body)
    }

    private func cpuTime(_ snapshot: Snapshot, _ name: String) -> UInt64? {
        snapshot.domains.first { $0.identity.name == name }?.values.bits(of: Catalogue.id(of: "cpu.time"))
    }

    @Test func aRoundBringsEverything() async {
        source.run("b", "a")
        source.change { $0.domains.append(FakeSource.entry("off", id: nil)) }
        let snapshot = await ask(sampler())
        #expect(snapshot.generation == 1 && snapshot.status.isUp && snapshot.status.problems.isEmpty)
        #expect(snapshot.domains.map(\.identity.name) == ["a", "b", "off"])
        #expect(snapshot.domains.map { $0.state?.name } == ["running", "running", "shutoff"])
        #expect(snapshot.domains.map { $0.facts?.value.title } == ["title of a", "title of b", "title of off"])
        #expect(cpuTime(snapshot, "a") == 1 && cpuTime(snapshot, "off") == nil)
        #expect(snapshot.host?.hostname == "fake")
        #expect(snapshot.status.collectors[.block]?.succeeded == true)
        #expect(snapshot.status.collectors[.unknown] == nil)
        // images of inactive domains must not be opened
        #expect(source.host.statesAsked == ["off"])
        #expect(!source.host.domainsAsked.joined().contains("off"))
    }

    @Test func aFreshSnapshotServesWithoutARound() async {
        source.run("a")
        let sampler = sampler()
        let first = await ask(sampler)
        clock.advance(by: .seconds(1))
        let now = clock.now
        let second = await sampler.snapshot(notOlderThan: now.advanced(by: .seconds(-2)), deadline: now)
        #expect(first === second)
        let third = await ask(sampler)
        #expect(third.generation == 2)
        #expect(source.host.rounds == 2)
    }

    @Test func aRunThatBeganSinceTheInventoryIsToldAsWhatItIs() async {
        source.run("a", "b", id: 5)
        let sampler = sampler()
        _ = await ask(sampler)
        clock.advance(by: .seconds(2))
        source.change { $0.newRuns["a"] = 8 }
        #expect(await ask(sampler).domains.map(\.identity.id) == [8, 5])
    }

    /// libvirt tells 0 of a process that just ended.
    @Test func aCounterThatGoesBackWithinARunWasNotRead() async {
        source.run("a", "b", id: 5)
        let sampler = sampler()
        source.change { $0.cpuTimes = ["a": 7, "b": 7] }
        _ = await ask(sampler)
        clock.advance(by: .seconds(2))
        source.change { $0.cpuTimes = ["a": 0, "b": 8] }
        let snapshot = await ask(sampler)
        #expect(cpuTime(snapshot, "a") == nil && cpuTime(snapshot, "b") == 8)
        // another run begins anew
        source.change {
            $0.cpuTimes = ["a": 1, "b": 1]
            $0.newRuns = ["a": 6, "b": 6]
        }
        clock.advance(by: .seconds(2))
        let next = await ask(sampler)
        #expect(cpuTime(next, "a") == 1 && cpuTime(next, "b") == 1)
    }

    @Test func everybodyWhoAsksMeanwhileGetsTheSameRound() async {
        source.run("a")
        let gate = Gate()
        source.change { $0.gate = gate }
        let sampler = sampler()
        let tasks = (0..<20).map { _ in Task { await ask(sampler) } }
        #expect(await eventually { gate.held == 1 })
        gate.open()
        var generations: Set<UInt64> = []
        for task in tasks { generations.insert(await task.value.generation) }
        #expect(generations == [1])
        #expect(source.host.rounds == 1)
    }

    @Test func nobodyWaitsBeyondTheirDeadline() async {
        source.run("a")
        let sampler = sampler()
        let first = await ask(sampler)
        let gate = Gate()
        source.change { $0.gate = gate }
        clock.advance(by: .seconds(1))
        let waiting = Task { await ask(sampler, within: .seconds(2)) }
        #expect(await eventually { gate.held == 1 })
        clock.advance(by: .seconds(2))
        #expect(await waiting.value === first)
        gate.open()
    }

    @Test func aRoundThatHangsEndsAtItsDeadlineAndItsValuesStayWithTheirAge() async {
        source.run("a")
        let sampler = sampler()
        let first = await ask(sampler)
        let gate = Gate()
        source.change { $0.gate = gate }
        clock.advance(by: .seconds(1))
        let late = await answer { await ask(sampler) }
        #expect(!late.status.isUp && late.status.problems.map(\.kind) == [.late])
        #expect(late.status.collectors[.block]?.succeeded == false)
        #expect(cpuTime(late, "a") == 1)
        #expect(late.domains.first?.sampledAt == first.domains.first?.sampledAt)
        #expect(late.status.lastAnswered == first.startedAt)
        source.change { $0.gate = nil }
        clock.advance(by: .seconds(2))
        #expect(await ask(sampler).status.isUp)
        gate.open()
    }

    @Test func oneConnectionMayServeEverything() async {
        source.run((0..<20).map { "d\($0)" })
        source.change { $0.hasOneConnection = true }
        let sampler = sampler()
        for _ in 0..<3 {
            clock.advance(by: .seconds(1))
            let snapshot = await ask(sampler)
            #expect(snapshot.domains.count { $0.sampledAt != nil } == 20)
        }
        #expect(source.host.opened == 1)
    }

    @Test func aConnectionThatDoesNotCloseHoldsNothingUp() async {
        source.run("a")
        let sampler = sampler()
        _ = await ask(sampler)
        let (gate, closeGate) = (Gate(), Gate())
        source.change {
            $0.gate = gate
            $0.closeGate = closeGate
        }
        clock.advance(by: .seconds(1))
        let began = clock.now
        #expect(await answer { await ask(sampler) }.status.isUp == false)
        #expect(began.duration(to: clock.now) <= .seconds(6))
        gate.open()
        closeGate.open()
    }

    /// Whoever closes a sampler ends the process next.
    @Test func connectionsAreGivenBackBeforeTheEnd() async {
        source.run("a")
        let sampler = sampler()
        _ = await ask(sampler)
        await sampler.close()
        #expect(source.host.opened > 0 && source.host.closed == source.host.opened)
        clock.advance(by: .seconds(1))
        _ = await ask(sampler)
        let gate = Gate()
        source.change { $0.closeGate = gate }
        await passing(clock) { await sampler.close() }
        #expect(source.host.closed < source.host.opened)
        gate.open()
    }

    @Test func aHangingLibvirtIsAskedOverABoundedNumberOfConnections() async {
        source.run("a")
        let gate = Gate()
        source.change { $0.gate = gate }
        let sampler = sampler {
            $0.connections = 2
            $0.mostHeld = 3
        }
        for _ in 0..<12 {
            let snapshot = await answer { await ask(sampler) }
            #expect(!snapshot.status.isUp)
            clock.advance(by: .seconds(2))
        }
        // two for statistics, one for control, three that are held
        #expect(source.host.opened - source.host.closed <= 2 + 1 + 3)
        source.change { $0.gate = nil }
        gate.open()
        #expect(await eventually { source.host.jobs.isEmpty && gate.held == 0 })
        clock.advance(by: .seconds(2))
        #expect(await answer { await ask(sampler) }.status.isUp)
        #expect(await eventually { source.host.opened - source.host.closed <= 3 })
    }

    @Test func valuesGrowTooOldEvenWhenNothingIsAnsweredAnyMore() async {
        source.run("a")
        let sampler = sampler { $0.maxAge = .seconds(60) }
        _ = await ask(sampler)
        let gate = Gate()
        source.change { $0.gate = gate }
        clock.advance(by: .seconds(61))
        let snapshot = await answer { await ask(sampler) }
        #expect(!snapshot.status.isUp && snapshot.domains.isEmpty)
        gate.open()
    }

    @Test func aDeadDaemonIsSaidAtOnceAndItsReturnIsSeen() async {
        source.run("a")
        let sampler = sampler { $0.maxAge = .seconds(60) }
        _ = await ask(sampler)
        source.change {
            $0.inventoryFailure = StatsFailure(.unreachable, "gone")
            $0.openFailure = StatsFailure(.unreachable, "refused")
        }
        clock.advance(by: .seconds(10))
        let down = await ask(sampler)
        #expect(!down.status.isUp && down.status.problems.map(\.description) == ["refused"])
        #expect(await eventually { source.host.closed == source.host.opened })
        #expect(cpuTime(down, "a") == 1)
        clock.advance(by: .seconds(10))
        #expect(await ask(sampler).status.problems.map(\.description) == ["refused"])
        clock.advance(by: .seconds(45))
        #expect(await ask(sampler).domains.isEmpty)
        source.change {
            $0.inventoryFailure = nil
            $0.openFailure = nil
        }
        clock.advance(by: .seconds(2))
        let up = await ask(sampler)
        #expect(up.status.isUp && cpuTime(up, "a") == 1)
    }

    @Test func attemptsToConnectBackOff() async {
        source.change { $0.openFailure = StatsFailure(.unreachable, "refused") }
        let sampler = sampler()
        let first = await ask(sampler)
        #expect(first.generation == 1)
        #expect(await ask(sampler) === first)
        clock.advance(by: .seconds(2))
        #expect(await ask(sampler).generation == 2)
    }

    @Test func aDomainThatIsGoneIsGone() async {
        source.run("a", "b")
        let sampler = sampler()
        _ = await ask(sampler)
        source.change { $0.cpuTimes["b"] = nil }
        clock.advance(by: .seconds(1))
        #expect(await ask(sampler).domains.map(\.identity.name) == ["a"])
    }

    @Test func failedStatisticsKeepOldValuesOfTheSameRunOnly() async {
        source.run("a", "b")
        let sampler = sampler()
        _ = await ask(sampler)
        source.change {
            $0.statisticsFailure = StatsFailure(.failed, "monitor")
            $0.domains[1] = FakeSource.entry("b", id: 2)
        }
        clock.advance(by: .seconds(1))
        let snapshot = await ask(sampler)
        #expect(snapshot.status.isUp && snapshot.status.collectors[.cpuTotal]?.succeeded == false)
        #expect(cpuTime(snapshot, "a") == 1)
        // the other run's counters are not this one's
        #expect(cpuTime(snapshot, "b") == nil)
        #expect(snapshot.domains.map { $0.sampledAt != nil } == [true, false])
        clock.advance(by: .seconds(61))
        #expect(cpuTime(await ask(sampler), "a") == nil)
    }

    @Test func oneFailureFailsOneCollector() async {
        source.run("a")
        source.change {
            $0.factsFailure = StatsFailure(.failed, "bad XML")
            $0.poolsFailure = StatsFailure(.unsupported, "no pools")
        }
        let snapshot = await ask(sampler())
        #expect(snapshot.status.isUp)
        #expect(snapshot.status.problems.map(\.description) == ["bad XML"])
        #expect(snapshot.status.collectors[.info]?.succeeded == false)
        #expect(snapshot.status.collectors[.storagePool] == nil)
        #expect(snapshot.status.collectors[.vcpu]?.succeeded == true)
        #expect(cpuTime(snapshot, "a") == 1)
    }

    @Test func onlyWhatIsOnIsAskedFor() async {
        source.run("a", "b")
        source.change { $0.domains.append(FakeSource.entry("off", id: nil)) }
        let sampler = sampler {
            $0.collectors = [.block, .unknown]
            $0.isIncluded = { $0 != "b" }
        }
        let snapshot = await ask(sampler)
        #expect(source.host.statisticsAsked == [[.block]])
        #expect(source.host.statesAsked.isEmpty && source.host.factsRead.isEmpty)
        #expect(snapshot.host == nil)
        #expect(snapshot.domains.map(\.identity.name) == ["a", "off"])
        #expect(Set(snapshot.status.collectors.keys) == [.block])
    }

    @Test func theBackgroundKeepsSnapshotsComing() async {
        source.run("a")
        let seen = Mutex<[UInt64]>([])
        let sampler = Sampler(source: source, options: SamplerOptions(), clock: clock) { snapshot in
            seen.withLock { $0.append(snapshot.generation) }
        }
        let background = Task { await sampler.run() }
        for round in 1...3 as ClosedRange<UInt64> {
            #expect(await eventually { seen.withLock { $0.last } == round })
            #expect(await eventually { clock.sleepers >= 1 })
            clock.advance(by: .seconds(10))
        }
        background.cancel()
        await background.value
    }

    @Test func theBackgroundAsksAnIntervalAfterWhoeverAskedLast() async {
        source.run("a")
        let began = Mutex<[Duration]>([])
        let sampler = Sampler(source: source, options: SamplerOptions(), clock: clock) { snapshot in
            began.withLock { $0.append(snapshot.startedAt.sinceOrigin) }
        }
        let background = Task { await sampler.run() }
        #expect(await eventually { began.withLock { $0.count } == 1 && clock.sleepers >= 1 })
        clock.advance(by: .seconds(4))
        _ = await ask(sampler)
        for pause in [6, 4] {
            #expect(await eventually { clock.sleepers >= 1 })
            clock.advance(by: .seconds(pause))
        }
        #expect(await eventually { began.withLock { $0.count } == 3 })
        #expect(began.withLock { $0 } == [.zero, .seconds(4), .seconds(14)])
        background.cancel()
        await background.value
    }
}
