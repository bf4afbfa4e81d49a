import Snapshot
import Testing

@testable import virtpulse_plugin

/// Who is passed over in one look may be heard in another.
@Suite struct RepeatedLooksTests {
    private func look(_ number: UInt64, stuck: [String] = [], missing: [String] = [], run: Int32 = 1) -> Snapshot {
        let moment = MonotonicTime(sinceOrigin: .seconds(Double(number)))
        let guests = ["a", "b", "c"].filter { !missing.contains($0) }.map { name in
            let uuid = DomainIdentity.UUID(high: 0, low: UInt64(name.utf8.first ?? 0))
            return DomainSample(
                identity: DomainIdentity(name: name, uuid: uuid, id: name == "a" ? run : 7), state: nil,
                isAutostarted: nil, isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: moment,
                isStuck: stuck.contains(name))
        }
        let problems = stuck.map { StatsFailure(.late, "\($0) does not answer") }
        return Snapshot(
            generation: number, startedAt: moment, factsGeneration: 1, domains: guests, host: nil,
            status: SampleStatus(isUp: true, problems: problems))
    }

    private func names(_ guests: some Sequence<DomainIdentity>) -> [String] { guests.map(\.name).sorted() }

    @Test func whoIsHeardOnceIsNotStuck() throws {
        let looks = [look(1, stuck: ["a", "b"]), look(2, stuck: ["b", "c"]), look(3, stuck: ["a", "b", "c"])]
        #expect(names(RepeatedLooks.stuck(in: looks)) == ["b"])
        let together = try #require(RepeatedLooks.together(looks))
        // of two with as few problems, the later one, with who was heard in the other
        #expect(together.generation == 2 && together.domains.map(\.isStuck) == [false, true, false])
        #expect(together.domains.map(\.sampledAt?.sinceOrigin) == [.seconds(2), .seconds(2), .seconds(1)])
    }

    @Test func anotherRunOfAGuestIsAnotherGuest() throws {
        let looks = [look(1), look(2, stuck: ["a"], missing: ["b"], run: 2)]
        #expect(RepeatedLooks.stuck(in: looks).isEmpty)
        let together = try #require(RepeatedLooks.together(Array(looks.dropFirst())))
        #expect(together.domains.map(\.isStuck) == [true, false])
        let later = try #require(RepeatedLooks.together([look(1, stuck: ["a", "b"]), look(2, stuck: ["a"], run: 2)]))
        #expect(later.domains.first?.isStuck == true && later.generation == 2)
        #expect(RepeatedLooks.together([]) == nil && RepeatedLooks.stuck(in: []).isEmpty)
    }
}
