import Snapshot

/// What all parts of a round share.
struct RoundContext<Source: StatsSource, C: Clock>: Sendable
where C.Duration == Duration, C: Sendable, C.Instant: Sendable {
    let lanes: Lanes<Source, C>
    let options: SamplerOptions
    let clock: C
    /// The zero of the snapshots' clock.
    let origin: C.Instant
    /// When the round must be over.
    let deadline: C.Instant

    /// The moment now, on the clock of the snapshots.
    var now: MonotonicTime { MonotonicTime(sinceOrigin: origin.duration(to: clock.now)) }

    /// Whether there is no time left.
    var isOver: Bool { clock.now >= deadline }

    /// This long from now, or the end of the round if that is earlier.
    func deadline(in duration: Duration) -> C.Instant { min(deadline, clock.now.advanced(by: duration)) }
}
