import Catalogue
import Sampler
import Snapshot
import Testing

/// What changes slowly is read at an interval of its own, and may hang without harm.
@Suite("Slow tier", .timeLimit(.minutes(1)))
struct SlowTierTests {
    private let source = FakeSource()
    private let clock = TestClock()
    private let sampler: Sampler<FakeSource, TestClock>

    init() {
        source.run("a")
        sampler = source.sampler(clock) { $0.slowInterval = .seconds(60) }
    }

    private func isActive(_ snapshot: Snapshot) -> UInt64? {
        snapshot.networks.bits(of: Catalogue.id(of: "virNetworkIsActive"), labels: ["default"])
    }

    @Test func itIsReadOnceInItsInterval() async {
        var moments: Set<MonotonicTime?> = []
        for _ in 0..<5 {
            let snapshot = await sampler.round(clock)
            #expect(isActive(snapshot) == 1)
            moments.insert(snapshot.host?.readAt)
        }
        // a reading keeps its own moment
        #expect(source.host.networksAsked == 1 && moments.count == 1 && !moments.contains(nil))
        let later = await sampler.round(clock, after: .seconds(60))
        #expect(isActive(later) == 1)
        #expect(source.host.networksAsked == 2 && !moments.contains(later.host?.readAt) && later.host?.readAt != nil)
    }

    @Test func aDaemonThatDoesNotTellIsAskedOnceHoweverLongItTakes() async {
        let gate = Gate()
        source.change { $0.networksGate = gate }
        for _ in 0..<3 {
            let snapshot = await sampler.round(clock, after: .seconds(61))
            #expect(snapshot.status.isUp && isActive(snapshot) == nil)
            #expect(snapshot.status.collectors[.network]?.succeeded == false)
            #expect(snapshot.status.collectors[.cpuTotal]?.succeeded == true)
            #expect(snapshot.status.problems.count == 1)
        }
        #expect(source.host.networksAsked == 1 && gate.held == 1)
        source.change { $0.networksGate = nil }
        gate.open()
        #expect(await eventually { gate.held == 0 })
        // the call's return is heard of a moment later
        #expect(
            await eventually {
                let snapshot = await sampler.round(clock, after: .seconds(61))
                return isActive(snapshot) == 1 && snapshot.status.collectors[.network]?.succeeded == true
            })
    }
}
