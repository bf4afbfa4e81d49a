import SNMPOutput
import Snapshot
import Testing

/// The values of VIRTPULSE-MIB's objects.
struct VirtpulseMIBTests {
    private static func value(_ sample: SNMPSample, _ arcs: UInt...) -> SNMPValue? {
        let name = VirtpulseMIB.defaultBase.arcs + [1] + arcs
        let answer = MIBTree(sample).value(of: name.span, at: RequestMoment(ticks: 100_050))
        guard case .value(let value) = answer else { return nil }
        return value
    }

    /// How long a base may be.
    @Test func theLongestInstance() {
        let sample = SyntheticHost.sample(SyntheticHost.snapshot([SyntheticHost.rich("a", 1)]))
        let longest = WalkTests.walk(MIBTree(sample, of: [.virtpulse])).map(\.oid.arcs.count).max()
        #expect(longest == VirtpulseMIB.defaultBase.arcs.count + VirtpulseMIB.depth)
    }

    @Test(arguments: [("1.3.6.1", true), ("2.999", true), ("0.0", true), ("1", false), ("3.1", false), ("1.40", false)])
    func identifiersThatCanBeTold(text: String, isSound: Bool) { #expect(OID(text)?.isSound == isSound) }

    /// libvirt says 0 of a balloon driver that never told anything.
    @Test(arguments: [(0, nil), (1_700_000_000, .counter64(1_700_000_000))] as [(UInt64, SNMPValue?)])
    func whenTheBalloonDriverTold(seconds: UInt64, value: SNMPValue?) {
        let guest = SyntheticHost.guest("a", 1, ["balloon.last-update": .unsigned(seconds)])
        #expect(Self.value(SyntheticHost.sample(SyntheticHost.snapshot([guest])), 2, 1, 19, 1) == value)
    }

    @Test(arguments: [(.feed, 1), (.libvirt, 2)] as [(SNMPSample.Origin, Int32)])
    func whereItComesFrom(origin: SNMPSample.Origin, number: Int32) {
        #expect(
            Self.value(SyntheticHost.sample(SyntheticHost.snapshot([]), source: origin), 1, 9, 0) == .integer(number))
    }

    /// Without libvirt nothing is connected, and of an old sample nothing is believed.
    @Test(arguments: [(true, false, 1), (true, true, 2), (false, false, 2), (false, true, 2)])
    func whetherItIsConnected(isConnected: Bool, isStale: Bool, number: Int32) {
        let sample = SyntheticHost.sample(SyntheticHost.snapshot([]), isStale: isStale, isConnected: isConnected)
        #expect(Self.value(sample, 1, 1, 0) == .integer(number))
    }
}
