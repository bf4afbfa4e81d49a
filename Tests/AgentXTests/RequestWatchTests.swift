import Testing

@testable import AgentX

/// When the agent's thread stays awake for the next request.
struct RequestWatchTests {
    /// How many of so many requests at this pace were waited for awake to the end of the watch, in vain, and how many came in one.
    private static func watches(_ requests: Int, every gap: Duration, processors: Int = 2) -> (inVain: Int, met: Int) {
        var watch = RequestWatch(processors: processors)
        var (inVain, met) = (0, 0)
        for _ in 0..<requests {
            watch.note(gap)
            let wasOn = watch.goesOn(after: .microseconds(10))
            let isMet = watch.goesOn(after: min(gap, .microseconds(60)))
            inVain += wasOn && !isMet ? 1 : 0
            met += isMet ? 1 : 0
        }
        return (inVain, met)
    }

    @Test func theRowsOfAWalkAreWaitedFor() {
        #expect(Self.watches(1_000, every: .microseconds(40)) == (0, 1_000))
    }

    /// At a pace that is a little slower than a watch lasts, few watches are in vain.
    @Test func aSlowPaceIsSoonGivenUp() {
        let (inVain, met) = Self.watches(1_000, every: .microseconds(100))
        #expect(met == 0 && inVain > 0 && inVain <= 260)
    }

    @Test(arguments: [(Duration.microseconds(150), 2), (.seconds(1), 2), (.microseconds(40), 1)])
    func nothingIsWaitedFor(gap: Duration, processors: Int) {
        #expect(Self.watches(1_000, every: gap, processors: processors) == (0, 0))
    }

    @Test func theFirstRequestIsNotOfAWalk() {
        var watch = RequestWatch(processors: 2)
        watch.note(nil)
        let isOn = watch.goesOn(after: .zero)
        #expect(!isOn)
    }
}
