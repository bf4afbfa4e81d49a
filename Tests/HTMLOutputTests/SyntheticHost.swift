import History
import Snapshot

/// Hosts of guests that are made up.
enum SyntheticHost {
    static func domain(
        _ name: String, _ fields: [String: UInt64] = [:], number: UInt64 = 1, run: Int32? = 1,
        state: NamedState? = NamedState(number: 1, name: "running", reason: "booted"), at seconds: Double = 10,
        isStuck: Bool = false
    ) -> DomainSample {
        var builder = ValueSetBuilder()
        for (field, value) in fields { builder.add(field, .unsigned(value)) }
        return DomainSample(
            identity: DomainIdentity(name: name, uuid: .init(high: 0, low: number), id: run), state: state,
            isAutostarted: nil, isPersistent: nil, facts: nil, values: builder.finish(),
            sampledAt: MonotonicTime(sinceOrigin: .seconds(seconds)), isStuck: isStuck)
    }

    static func snapshot(
        _ domains: [DomainSample], generation: UInt64 = 1, at seconds: Double = 10, host: HostSample? = nil,
        isUp: Bool = true, problems: [StatsFailure] = []
    ) -> Snapshot {
        let moment = MonotonicTime(sinceOrigin: .seconds(seconds))
        return Snapshot(
            generation: generation, startedAt: moment, factsGeneration: 1, domains: domains, host: host,
            status: SampleStatus(isUp: isUp, lastAnswered: moment, problems: problems))
    }

    /// The counters of a guest that is busy in every way, `seconds` after its start.
    static func counters(at seconds: Double, factor: Double = 1) -> [String: UInt64] {
        func grown(_ rate: Double) -> UInt64 { UInt64(rate * factor * seconds) }
        return [
            "vcpu.current": 2, "balloon.current": 1_048_576, "balloon.maximum": 2_097_152,
            "cpu.time": grown(1.5e9), "block.0.rd.bytes": grown(2048), "block.0.wr.bytes": grown(1_048_576),
            "net.0.rx.bytes": grown(100), "net.0.tx.bytes": 0,
        ]
    }

    /// The newest of two snapshots ten seconds apart, and what is remembered then.
    static func watched(_ domain: (_ seconds: Double) -> [DomainSample]) -> (Snapshot, HostHistory) {
        var history = HostHistory()
        history.note(snapshot(domain(10), at: 10))
        let last = snapshot(domain(20), generation: 2, at: 20)
        history.note(last)
        return (last, history)
    }
}
