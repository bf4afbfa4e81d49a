import Snapshot
import Testing

@testable import CollectdOutput

/// Whoever was said not to answer is said to answer again.
@Suite struct SilentGuestsTests {
    private static let said = ["guest \"a\" answers again"]

    private func sample(_ guests: DomainSample...) -> Snapshot { SyntheticHost.sample(guests).snapshot }

    @Test func onceForEachSilence() {
        var silent = SilentGuests()
        let (well, stuck) = (SyntheticHost.guest("a"), SyntheticHost.guest("a", isStuck: true))
        let other = SyntheticHost.guest("b", uuid: 2)
        #expect(silent.note(sample(well, other)) == [] && silent.note(sample(stuck, other)) == [])
        #expect(silent.note(sample(stuck, other)) == [] && silent.note(sample(well, other)) == Self.said)
        #expect(silent.note(sample(well, other)) == [])
        silent.note(silent: well.identity.uuid, called: "a")
        #expect(silent.note(answering: other.identity.uuid) == nil)
        #expect(silent.note(answering: well.identity.uuid) == Self.said[0])
        #expect(silent.note(answering: well.identity.uuid) == nil)
    }

    /// One that ended does not answer, nor does whoever starts under its name.
    @Test func whoEndedIsForgotten() {
        var silent = SilentGuests()
        let stuck = SyntheticHost.guest("a", isStuck: true)
        #expect(silent.note(sample(stuck)) == [] && silent.note(sample(SyntheticHost.guest("a", id: nil))) == [])
        #expect(silent.note(sample(SyntheticHost.guest("a", id: 2))) == [])
        #expect(silent.note(sample(stuck)) == [] && silent.note(sample()) == [])
        #expect(silent.note(sample(SyntheticHost.guest("a"))) == [])
    }
}
