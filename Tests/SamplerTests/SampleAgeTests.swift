import Sampler
import Snapshot
import Testing

/// How old a sample may be that serves who asks.
@Suite("Ages of samples in the sampler", .timeLimit(.minutes(1)))
struct SampleAgeTests {
    private let clock = TestClock()
    private let source = FakeSource()

    /// A page of a sampler whose only round took 1.2 seconds.
    private func pageOfASlowHost(maxAge: Duration = .seconds(1)) async -> @Sendable () async -> Snapshot {
        source.run("a")
        let gate = Gate()
        source.change { $0.gate = gate }
        let sampler = source.sampler(clock)
        let page = { @Sendable in
            await sampler.snapshot(maxAge: maxAge, deadline: clock.now.advanced(by: .seconds(30)))
        }
        async let slow = page()
        #expect(await eventually { source.host.statisticsAsked.count == 1 })
        clock.advance(by: .milliseconds(1200))
        gate.open()
        #expect(await slow.status.duration == .milliseconds(1200))
        return page
    }

    private func loseTheHost() {
        source.change {
            $0.isLost = true
            $0.openFailure = StatsFailure(.unreachable, "gone")
            $0.daemon += 1
        }
    }

    @Test func aSlowHostIsNotAskedWithoutAPause() async {
        let page = await pageOfASlowHost()
        clock.advance(by: .milliseconds(1100))
        #expect(await page().generation == 1)
        clock.advance(by: .milliseconds(200))
        #expect(await page().generation == 2)
    }

    @Test func aSnapshotOfBeforeTheConnectionBrokeServesNobodyLonger() async {
        let page = await pageOfASlowHost()
        clock.advance(by: .milliseconds(10))
        #expect(await page().generation == 1)
        loseTheHost()
        #expect(await page().status.isUp == false)
    }

    /// Whoever takes old samples takes none that libvirt did not answer, nor one of a host that was lost since.
    @Test func anOldSampleServesWhileLibvirtAnswers() async {
        let page = await pageOfASlowHost(maxAge: .seconds(15))
        clock.advance(by: .milliseconds(13_700))
        #expect(await page().generation == 1)
        clock.advance(by: .milliseconds(200))
        #expect(await page().generation == 2)
        clock.advance(by: .seconds(2))
        #expect(await page().generation == 2)
        loseTheHost()
        #expect(await page().status.isUp == false)
        source.change {
            $0.isLost = false
            $0.openFailure = nil
        }
        clock.advance(by: .seconds(3))
        #expect(await page().status.isUp)
    }
}
