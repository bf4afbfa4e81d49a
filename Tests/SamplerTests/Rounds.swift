import Sampler
import Snapshot

extension FakeSource {
    /// A sampler of it.
    func sampler(
        _ clock: TestClock, _ change: (inout SamplerOptions) -> Void = { _ in }
    ) -> Sampler<FakeSource, TestClock> {
        var options = SamplerOptions()
        change(&options)
        return Sampler(source: self, options: options, clock: clock)
    }
}

extension Sampler where Source == FakeSource, C == TestClock {
    /// What somebody gets who asks for a new snapshot and has this much time.
    func ask(_ clock: TestClock, within time: Duration = .seconds(30)) async -> Snapshot {
        await snapshot(notOlderThan: clock.now, deadline: clock.now.advanced(by: time))
    }

    /// The next round's snapshot this long after the last, however long it takes.
    func round(_ clock: TestClock, after pause: Duration = .seconds(1)) async -> Snapshot {
        clock.advance(by: pause)
        return await passing(clock) { await self.ask(clock) }
    }
}
