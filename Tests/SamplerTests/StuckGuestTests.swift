import Catalogue
import Sampler
import Snapshot
import Testing

/// Guests whose monitor does not answer, among guests that are well.
@Suite("Stuck guests", .timeLimit(.minutes(1)))
struct StuckGuestTests {
    private let clock = TestClock()
    private let source = FakeSource()
    private let names = (0..<60).map { "vm\($0 + 100)" }

    private func sampler(_ change: (inout SamplerOptions) -> Void = { _ in }) -> Sampler<FakeSource, TestClock> {
        source.run(names)
        return source.sampler(clock, change)
    }

    /// The next round's snapshot, however long it takes.
    private func round(_ sampler: Sampler<FakeSource, TestClock>) async -> Snapshot {
        await sampler.round(clock)
    }

    /// The domains whose monitor was heard.
    private func complete(_ snapshot: Snapshot) -> Set<String> {
        let memory = Catalogue.id(of: "balloon.rss")
        return Set(snapshot.domains.filter { $0.values.bits(of: memory) != nil }.map(\.identity.name))
    }

    private func told(_ snapshot: Snapshot) -> Set<String> {
        let time = Catalogue.id(of: "cpu.time")
        return Set(snapshot.domains.filter { $0.values.bits(of: time) != nil }.map(\.identity.name))
    }

    @Test(arguments: [["vm105"], ["vm105", "vm106", "vm120", "vm121", "vm140", "vm159"], ["vm100", "vm101", "vm102"]])
    func theOthersAreCompleteAndEachStuckGuestHoldsOneCall(stuck: [String]) async {
        let sampler = sampler()
        #expect(complete(await round(sampler)) == Set(names))
        let gates = stuck.map { source.stick($0) }
        let began = clock.now
        let first = await round(sampler)
        #expect(began.duration(to: clock.now) < .seconds(7))
        for snapshot in [first, await round(sampler), await round(sampler), await round(sampler)] {
            #expect(snapshot.status.isUp)
            #expect(complete(snapshot) == Set(names).subtracting(stuck))
            #expect(told(snapshot) == Set(names))
            #expect(snapshot.status.problems.count == stuck.count && snapshot.status.heldCalls == stuck.count)
            #expect(Set(snapshot.domains.filter(\.isStuck).map(\.identity.name)) == Set(stuck))
        }
        #expect(source.host.jobs == Set(stuck))
        #expect(gates.map(\.held) == stuck.map { _ in 1 })
        // a round that knows them waits for nobody
        let later = clock.now
        _ = await round(sampler)
        #expect(later.duration(to: clock.now) == .seconds(1))
        #expect(source.host.opened - source.host.closed <= 4 + 1 + stuck.count)

        for (name, gate) in zip(stuck, gates) { source.free(name, gate) }
        #expect(await eventually { source.host.jobs.isEmpty })
        #expect(await eventually { await complete(round(sampler)) == Set(names) })
        #expect(await round(sampler).status.problems.isEmpty)
        #expect(await eventually { source.host.opened - source.host.closed <= 4 + 1 })
    }

    /// An agent that is started while a guest hangs: the call that waits for it is that of another.
    @Test func whoHangsForSomebodyElseIsNamedAfterAWhile() async {
        let sampler = sampler()
        source.change { $0.jobs = ["vm105", "vm106"] }
        let first = await round(sampler)
        #expect(complete(first) == Set(names).subtracting(["vm105", "vm106"]) && told(first) == Set(names))
        #expect(first.domains.allSatisfy { !$0.isStuck } && first.status.problems.isEmpty)
        for _ in 0..<10 { _ = await round(sampler) }
        // one was only busy
        source.change { $0.jobs = ["vm105"] }
        for _ in 0..<10 { #expect(await round(sampler).domains.allSatisfy { !$0.isStuck }) }
        var last = first
        for _ in 0..<12 { last = await round(sampler) }
        #expect(last.domains.filter(\.isStuck).map(\.identity.name) == ["vm105"])
        #expect(last.status.problems.count == 1 && told(last) == Set(names))
        source.change { $0.jobs = [] }
        last = await round(sampler)
        #expect(last.domains.allSatisfy { !$0.isStuck } && complete(last) == Set(names))
        #expect(last.status.problems.isEmpty)
    }

    /// Whoever takes one sample cannot wait and see whether the other call comes to an end.
    @Test func whoHangsForSomebodyElseIsNamedAtOnceIfWanted() async {
        let sampler = sampler { $0.longestSilence = .zero }
        source.change { $0.jobs = ["vm105"] }
        let first = await round(sampler)
        #expect(first.domains.filter(\.isStuck).map(\.identity.name) == ["vm105"] && told(first) == Set(names))
        source.change { $0.jobs = [] }
        #expect(await round(sampler).domains.allSatisfy { !$0.isStuck })
    }

    /// Each stuck guest of a shard takes a call of its own to find, and a round may have no time for so many.
    @Test func stuckGuestsAreNamedThoughNoRoundFindsThemAll() async {
        let sampler = sampler { $0.deadline = .seconds(2) }
        _ = await round(sampler)
        let stuck = Set(names.prefix(6))
        let gates = stuck.map { source.stick($0) }
        for _ in 0..<3 { _ = await round(sampler) }
        let snapshot = await round(sampler)
        #expect(Set(snapshot.domains.filter(\.isStuck).map(\.identity.name)) == stuck)
        #expect(complete(snapshot) == Set(names).subtracting(stuck) && told(snapshot) == Set(names))
        #expect(gates.map(\.held) == stuck.map { _ in 1 })
        for (name, gate) in zip(stuck, gates) { source.free(name, gate) }
        #expect(await eventually { await complete(round(sampler)) == Set(names) })
        #expect(await round(sampler).domains.allSatisfy { !$0.isStuck })
    }

    /// As when the storage of many guests goes away.
    @Test(arguments: [(8, 14), (8, 60), (3, 6), (3, 60)])
    func moreStuckGuestsThanCallsMayBeHeldStopNobody(mostHeld: Int, count: Int) async {
        let sampler = sampler { $0.mostHeld = mostHeld }
        _ = await round(sampler)
        // in every shard some
        let stuck = (0..<count).map { names[$0 * names.count / count] }
        let gates = stuck.map { source.stick($0) }
        for _ in 0..<6 {
            let snapshot = await round(sampler)
            #expect(snapshot.status.isUp)
            #expect(snapshot.domains.map(\.identity.name) == names)
            #expect(snapshot.domains.allSatisfy { $0.state != nil })
            #expect(snapshot.status.heldCalls < mostHeld + 4)
            #expect(source.host.opened - source.host.closed <= 4 + 1 + mostHeld)
            // what was not asked is no success
            #expect(snapshot.status.collectors[.block]?.succeeded == false)
            #expect(snapshot.status.collectors[.state]?.succeeded == true)
            #expect(complete(snapshot).isDisjoint(with: stuck))
        }
        for (name, gate) in zip(stuck, gates) { source.free(name, gate) }
        #expect(await eventually { source.host.jobs.isEmpty })
        #expect(await eventually { await complete(round(sampler)) == Set(names) })
        #expect(await round(sampler).status.problems.isEmpty)
        #expect(await eventually { source.host.opened - source.host.closed <= 4 + 1 })
    }

    @Test func guestsThatGetStuckOneAfterAnotherCostTheOthersNothing() async {
        let sampler = sampler()
        _ = await round(sampler)
        var stuck: [String] = []
        // two more than calls may be held
        for position in 0..<10 {
            stuck.append(names[position * 6])
            _ = source.stick(names[position * 6])
            _ = await round(sampler)
            let snapshot = await round(sampler)
            #expect(Set(snapshot.domains.filter(\.isStuck).map(\.identity.name)) == Set(stuck))
            #expect(complete(snapshot) == Set(names).subtracting(stuck) && told(snapshot) == Set(names))
        }
        #expect(source.host.opened - source.host.closed <= 4 + 1 + 8)
    }

    @Test func aGuestThatIsBusyForSomebodyElseIsNotBlamedForLong() async {
        let sampler = sampler()
        _ = await round(sampler)
        // before the stuck one in the order libvirt reads them
        source.change { $0.jobs = ["vm101"] }
        let gate = source.stick("vm103")
        for _ in 0..<2 { _ = await round(sampler) }
        source.change { $0.jobs.remove("vm101") }
        _ = await round(sampler)
        let snapshot = await round(sampler)
        #expect(snapshot.domains.filter(\.isStuck).map(\.identity.name) == ["vm103"])
        #expect(complete(snapshot) == Set(names).subtracting(["vm103"]))
        #expect(gate.held == 1 && snapshot.status.heldCalls == 1)
    }

    @Test func whatAStuckGuestHeldUpTeachesNoPatience() async {
        let sampler = sampler()
        _ = await round(sampler)
        for name in ["vm110", "vm140"] {
            let gate = source.stick(name)
            let began = clock.now
            _ = await round(sampler)
            #expect(began.duration(to: clock.now) < .seconds(2))
            _ = await round(sampler)
            clock.advance(by: .seconds(10))
            source.free(name, gate)
            #expect(await eventually { source.host.jobs.isEmpty })
            #expect(await eventually { await complete(round(sampler)) == Set(names) })
        }
    }

    /// Such as of containers.
    @Test func aDriverThatPassesNobodyOverHasItsStuckGuestFoundByHalving() async {
        let sampler = sampler()
        source.change { $0.passesOver = false }
        _ = await round(sampler)
        let gate = source.stick("vm109")
        for _ in 0..<3 { _ = await round(sampler) }
        let snapshot = await round(sampler)
        #expect(snapshot.status.isUp && snapshot.domains.map(\.identity.name) == names)
        #expect(snapshot.domains.filter(\.isStuck).map(\.identity.name) == ["vm109"])
        #expect(told(snapshot).isSuperset(of: Set(names).subtracting(["vm109"])))
        #expect(snapshot.status.heldCalls < 8)
        source.free("vm109", gate)
        #expect(await eventually { await round(sampler).status.heldCalls == 0 })
    }

    @Test(arguments: [Collector.perf, .block, .iothread])
    func whoIsAskedNothingIsNotGone(collector: Collector) async {
        let sampler = sampler { $0.collectors = [collector] }
        _ = await round(sampler)
        let gate = source.stick("vm120")
        for _ in 0..<3 { #expect(await round(sampler).domains.map(\.identity.name) == names) }
        source.free("vm120", gate)
    }

    @Test func aStuckGuestThatEndsLeavesNothingBehind() async {
        let sampler = sampler()
        _ = await round(sampler)
        let gate = source.stick("vm130")
        _ = await round(sampler)
        source.change { host in
            host.domains.removeAll { $0.identity.name == "vm130" }
            host.cpuTimes["vm130"] = nil
        }
        #expect(await round(sampler).status.problems.isEmpty)
        source.free("vm130", gate)
        source.change { host in
            host.domains.append(FakeSource.entry("vm130", id: 2))
            host.cpuTimes["vm130"] = 1
        }
        #expect(await eventually { source.host.jobs.isEmpty })
        #expect(complete(await round(sampler)) == Set(names))
    }

    @Test func somebodyElsesCallIsWaitedOutWithinTheRound() async {
        let sampler = sampler()
        _ = await round(sampler)
        source.change { $0.jobs = ["vm107"] }
        let busy = await round(sampler)
        #expect(complete(busy) == Set(names).subtracting(["vm107"]))
        // busy is not stuck
        #expect(busy.status.problems.isEmpty)
        source.change { $0.jobs = [] }
        #expect(complete(await round(sampler)) == Set(names))
    }

    @Test func oneDomainsErrorCostsNobodyElse() async {
        let sampler = sampler()
        _ = await round(sampler)
        source.change { host in
            host.broken = ["vm117"]
            host.cpuTimes = host.cpuTimes.mapValues { $0 + 1 }
        }
        let before = source.host.statisticsAsked.count
        let snapshot = await round(sampler)
        let calls = source.host.statisticsAsked.count - before
        let time = Catalogue.id(of: "cpu.time")
        let old = snapshot.domains.filter { $0.values.bits(of: time) == 1 }.map(\.identity.name)
        #expect(old == ["vm117"])
        #expect(snapshot.status.problems.map(\.description) == ["vm117 is broken"])
        // four shards of fifteen, and twice the depth of halving one of them
        #expect(calls <= 4 + 2 * 4)
    }

    @Test func groupsWithoutAnythingAreNotAskedEveryRound() async {
        let sampler = sampler()
        source.change { $0.optional = ["vm103": [.iothread]] }
        _ = await round(sampler)
        let before = source.host.statisticsAsked.count
        _ = await round(sampler)
        let asked = zip(source.host.statisticsAsked, source.host.domainsAsked).dropFirst(before)
        for (groups, domains) in asked {
            #expect(groups.contains(.iothread) == (domains == ["vm103"]), "\(domains)")
            #expect(groups.isDisjoint(with: [.perf, .vm, .dirtyRate, .memory]), "\(groups)")
        }
        clock.advance(by: .seconds(61))
        let later = source.host.statisticsAsked.count
        _ = await round(sampler)
        #expect(source.host.statisticsAsked.dropFirst(later).allSatisfy { $0.contains(.perf) })
    }

    @Test func aDaemonThatRestartsBetweenRoundsCostsNoRound() async {
        let sampler = sampler()
        _ = await round(sampler)
        source.change { $0.daemon += 1 }
        let snapshot = await round(sampler)
        #expect(snapshot.status.isUp && complete(snapshot) == Set(names) && snapshot.status.problems.isEmpty)
        #expect(await eventually { source.host.opened - source.host.closed <= 4 + 1 })
    }

    @Test func aDaemonThatGoesDuringARoundCostsThatRound() async {
        let sampler = sampler()
        _ = await round(sampler)
        let failure = StatsFailure(.unreachable, "gone")
        source.change { $0.statisticsFailure = failure }
        let lost = await round(sampler)
        #expect(!lost.status.isUp && told(lost) == Set(names))
        source.change { $0.statisticsFailure = nil }
        clock.advance(by: .seconds(2))
        #expect(complete(await round(sampler)) == Set(names))
    }
}
