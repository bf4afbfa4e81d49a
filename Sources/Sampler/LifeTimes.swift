import Snapshot

/// When a domain last started and last changed its state, in seconds of Unix time.
///
/// libvirt announces both. What happened while nobody listened, between two connections or with a driver without events,
/// is told by the difference of two samples, and happened at the latest when the second was taken. Since when a run lasts may be
/// told by something else, which is believed first: it says the same to whoever asks, and when.
struct LifeTimes {
    let startedAt: Double?
    let stateChangedAt: Double?
    /// What is later than now by more seconds was written by a clock that was wrong.
    private static let tolerance = 1.0

    /// - Parameters:
    ///   - state: The domain's state in this sample.
    ///   - previous: The sample before.
    ///   - now: The time of this sample.
    ///   - startTime: When the run of a domain began.
    init(
        _ domain: DomainIdentity, _ state: NamedState?, _ events: DomainEvents?, previous: DomainSample?, now: Double,
        startTime: (DomainIdentity) -> Double?
    ) {
        let isOtherRun = previous.map { $0.identity.id != domain.id } ?? false
        let isOtherState = previous?.state.flatMap { old in state.map { $0.number != old.number } } ?? false
        let announced = events?.lastStart.flatMap { $0.run == domain.id ? $0.at : nil }
        if domain.id == nil {
            startedAt = nil
        } else if let start = startTime(domain), start <= now + Self.tolerance {
            startedAt = start
        } else {
            startedAt = announced ?? (isOtherRun ? now : previous?.startedAt)
        }
        stateChangedAt = Self.latest(
            announced: events?.stateChangedAt, before: previous?.events?.stateChangedAt,
            known: previous?.stateChangedAt, differs: isOtherRun || isOtherState, now)
    }

    /// - Parameters:
    ///   - announced: The time that libvirt announced last.
    ///   - before: The same at the sample before.
    ///   - known: What that sample said.
    private static func latest(
        announced: Double?, before: Double?, known: Double?, differs: Bool, _ now: Double
    ) -> Double? {
        if let announced, announced != before { return announced }
        return differs ? now : known ?? announced
    }
}
