import Catalogue
import SeededRandom
import Snapshot
import Testing

@testable import Sampler

@Suite("Plan")
struct PlanTests {
    private func domains(_ count: Int) -> [DomainIdentity] {
        (0..<count).map { DomainIdentity(name: "d\($0)", uuid: .init(high: 0, low: UInt64($0)), id: 1) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func everyDomainIsAskedOnceAndShardsAreBalanced(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let domains = domains(Int.random(in: 0...900, using: &random))
        let connections = Int.random(in: 1...8, using: &random)
        let costs = domains.map { _ in Double.random(in: 0.5...2, using: &random) }
        let groups = domains.map { _ in GroupSet(rawValue: UInt32.random(in: 1...4, using: &random)) }
        let plan = Plan(
            domains, connections: connections, cost: { costs[Int($0.uuid.low)] }, groups: { groups[Int($0.uuid.low)] })
        #expect(plan.shards.flatMap(\.domains).map(\.uuid.low).sorted() == domains.map(\.uuid.low))
        #expect(plan.shards.count <= connections)
        for part in plan.shards.flatMap(\.parts) {
            #expect(!part.domains.isEmpty && part.domains.count <= 250)
            #expect(part.domains.allSatisfy { groups[Int($0.uuid.low)] == part.groups })
        }
        guard domains.count >= 16 * connections else { return }
        #expect(plan.shards.count == connections)
        let spent = plan.shards.map { $0.domains.reduce(0) { $0 + costs[Int($1.uuid.low)] } }
        let share = costs.reduce(0, +) / Double(connections)
        #expect(spent.allSatisfy { abs($0 - share) <= 2.1 }, "\(spent)")
    }

    @Test func domainsThatAreAskedNothingAreInNoPart() {
        let plan = Plan(domains(9), connections: 2, cost: { _ in 1 }) { $0.uuid.low == 4 ? [] : GroupSet([.state]) }
        #expect(plan.shards.flatMap(\.domains).count == 8)
    }

    @Test func halvingEndsWithOneDomain() {
        var parts = [Part(domains: domains(37), groups: GroupSet([.state]))]
        var alone: [DomainIdentity] = []
        while let part = parts.popLast() {
            if part.halves.isEmpty { alone += part.domains } else { parts += part.halves }
        }
        #expect(Set(alone) == Set(domains(37)) && alone.count == 37)
    }

    @Test func patienceFollowsWhatCallsTake() {
        var patience = Patience()
        #expect(patience.limit(within: .seconds(5)) == .seconds(2.5))
        // who has but one round says so
        let short = Patience(first: .milliseconds(500))
        #expect(short.limit(within: .seconds(5), domains: 10) == .milliseconds(600))
        #expect(short.limit(within: .seconds(5), domains: 1000) == .seconds(2.5))
        patience.learn(.milliseconds(10))
        #expect(patience.limit(within: .seconds(5)) == .milliseconds(500))
        patience.learn(.seconds(1))
        #expect(patience.limit(within: .seconds(5)) == .seconds(3))
        patience.learn(.milliseconds(10))
        #expect(patience.limit(within: .seconds(5)) > .seconds(2))
        patience.learn(late: .seconds(60))
        #expect(patience.limit(within: .seconds(5)) == .seconds(4))
    }
}
