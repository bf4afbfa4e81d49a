import Catalogue
import SNMPOutput
import Snapshot
import Testing

/// The values of VM-MIB's objects.
struct VMMIBTests {
    /// The value of an instance below `vmObjects`; `nil` where there is none.
    static func value(_ tree: MIBTree, _ arcs: UInt..., ticks: Int64 = 100_050) -> SNMPValue? {
        let name: [UInt] = [1, 3, 6, 1, 2, 1, 236, 1] + arcs
        guard case .value(let value) = tree.value(of: name.span, at: RequestMoment(ticks: ticks)) else { return nil }
        return value
    }

    static func tree(_ guests: DomainSample..., host: SNMPHost = SNMPHost(), isStale: Bool = false) -> MIBTree {
        MIBTree(SyntheticHost.sample(SyntheticHost.snapshot(guests), host: host, isStale: isStale))
    }

    static func text(_ text: String) -> SNMPValue { .octets(Array(text.utf8)) }

    @Test func aGuest() {
        let tree = Self.tree(SyntheticHost.rich("web", 1))
        let row: [(UInt, SNMPValue?)] = [
            (2, Self.text("web")), (3, .octets(SyntheticHost.uuid(1).bytes)), (4, Self.text("hvm")), (5, .integer(1)),
            (6, .integer(4)), (7, .integer(3)), (8, .integer(2)), (9, .integer(2)), (10, .integer(-1)),
            (11, .integer(4)), (12, .integer(1_024)), (13, .integer(1_048_576)), (14, .integer(-1)),
            (15, .integer(2_097_152)), (17, .counter64(5_000_000)),
        ]
        for (column, value) in row { #expect(Self.value(tree, 4, 1, column, 1) == value, "column \(column)") }
        // started 500 s after the host was, at tick 50,000
        #expect(Self.value(tree, 4, 1, 16, 1) == .timeTicks(50_050))
        #expect(Self.value(tree, 4, 1, 16, 1, ticks: 100_060) == .timeTicks(50_060))
        #expect(Self.value(tree, 5, 1, 2, 1, 1) == .counter64(3_000))
        #expect(Self.value(tree, 5, 1, 2, 1, 2) == .counter64(2_000))
    }

    @Test func theHost() {
        var host = SNMPHost()
        (host.hypervisorID, host.sendsPerGuest) = ([1, 3, 6, 1, 4, 1, 99], false)
        let tree = Self.tree(SyntheticHost.rich("a", 1), SyntheticHost.guest("b", 2, isActive: false), host: host)
        let scalars: [([UInt], SNMPValue)] = [
            ([1, 1, 0], Self.text("QEMU")), ([1, 2, 0], Self.text("7.2.0")),
            ([1, 3, 0], .identifier([1, 3, 6, 1, 4, 1, 99])), ([1, 4, 0], .timeTicks(100_050)), ([2, 0], .integer(2)),
            ([3, 0], .timeTicks(90_000)), ([9, 0], .integer(2)), ([10, 0], .integer(1)),
        ]
        for (name, value) in scalars {
            let oid: [UInt] = [1, 3, 6, 1, 2, 1, 236, 1] + name
            #expect(tree.value(of: oid.span, at: RequestMoment(ticks: 100_050)) == .value(value), "\(name)")
        }
    }

    /// A libvirt that never answered told of no guests, which is not that there are none.
    @Test func aHostThatNeverAnswered() {
        let empty = Snapshot(
            generation: 1, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            status: SampleStatus(isUp: false))
        let tree = MIBTree(SyntheticHost.sample(empty, isConnected: false))
        let names = WalkTests.walk(tree).map(\.oid)
        #expect(!names.contains([1, 3, 6, 1, 2, 1, 236, 1, 2, 0]), "vmNumber")
        #expect(!names.contains([1, 3, 6, 1, 2, 1, 236, 1, 3, 0]), "vmTableLastChange")
        #expect(!names.contains(VirtpulseMIB.defaultBase + [1, 1, 5, 0]), "virtpulseGuestsStuck")
        #expect(names.contains(VirtpulseMIB.defaultBase + [1, 1, 1, 0]), "virtpulseConnected")
        #expect(Self.value(Self.tree(), 2, 0) == .integer(0), "one that has none")
    }

    @Test func disks() {
        let tree = Self.tree(SyntheticHost.rich("web", 1))
        func row(_ index: UInt) -> [SNMPValue?] { (3...18).map { Self.value(tree, 7, 1, $0, 1, index) } }
        #expect(
            row(1) == [
                .integer(0), .integer(5), Self.text("qcow2"), Self.text("/img/web"), .integer(2), .integer(3),
                Self.text("virtio"), .integer(1_048_576), .integer(10_240), .integer(3_072), .counter64(11),
                .counter64(14), .counter64(12), .counter64(15), .counter64(13), .counter64(16),
            ])
        // raw: what is allocated must not differ from what is defined
        #expect(
            row(2) == [
                .integer(0), .integer(4), Self.text("raw"), Self.text(""), .integer(3), .integer(4), Self.text("sata"),
                .integer(1_048_576), .integer(1_024), .integer(1_024), nil, nil, nil, nil, nil, nil,
            ])
    }

    @Test func interfaces() {
        var host = SNMPHost()
        host.interfaceNumbers = ["vnet1": 17]
        let tree = Self.tree(SyntheticHost.rich("web", 1), host: host)
        #expect(Self.value(tree, 8, 1, 2, 1, 1) == .integer(17))
        #expect(Self.value(tree, 8, 1, 3, 1, 1) == .integer(0))
        #expect(Self.value(tree, 8, 1, 4, 1, 1) == Self.text("virtio"))
        #expect(Self.value(tree, 8, 1, 5, 1, 1) == .octets([0x52, 0x54, 0, 0, 0, 0x0a]))
    }

    @Test func affinity() {
        let tree = Self.tree(SyntheticHost.rich("web", 1))
        func row(_ cpu: UInt) -> [SNMPValue?] { (0...4).map { Self.value(tree, 6, 1, 3, 1, cpu, 196_608 + $0) } }
        #expect(row(1) == [.integer(1), .integer(1), .integer(1), .integer(1), nil])
        // pinned to 0 and 2
        #expect(row(2) == [.integer(1), .integer(2), .integer(1), .integer(2), nil])
        var host = SNMPHost()
        host.showsAffinity = false
        #expect(Self.value(Self.tree(SyntheticHost.rich("web", 1), host: host), 6, 1, 3, 1, 1, 196_608) == nil)
        // of a guest whose configuration was not read, nothing is known
        let bare = SyntheticHost.guest("bare", 2, ["vcpu.current": .unsigned(1)])
        #expect(Self.value(Self.tree(bare), 6, 1, 3, 1, 1, 196_608) == .integer(0))
    }

    /// Where the host places a guest's processors its configuration does not tell, but for those that it pins.
    @Test func affinityOfPlacedProcessors() {
        var facts = DomainFacts()
        facts.processors = DomainFacts.Processors()
        facts.processors?.isPlacedAutomatically = true
        facts.processors?.cpuset = "0"
        facts.processors?.pins = [1: "1-2"]
        let tree = Self.tree(SyntheticHost.guest("a", 1, ["vcpu.current": .unsigned(2)], facts: facts))
        func row(_ cpu: UInt) -> [SNMPValue?] { (0...3).map { Self.value(tree, 6, 1, 3, 1, cpu, 196_608 + $0) } }
        #expect(row(1) == Array(repeating: .integer(0), count: 4))
        #expect(row(2) == [.integer(2), .integer(1), .integer(1), .integer(2)])
    }

    /// Processors of the host and of the guest that are switched off have no rows; the others keep their numbers.
    @Test func affinityWithHoles() {
        var host = SNMPHost()
        host.processors = CPUSet("0,2-3")
        var facts = DomainFacts()
        facts.processors = DomainFacts.Processors()
        facts.processors?.pins = [2: "1-2"]
        let guest = SyntheticHost.guest(
            "a", 1, ["vcpu.current": .unsigned(2), "vcpu.0.state": .signed(1), "vcpu.2.state": .signed(1)], facts: facts
        )
        let tree = Self.tree(guest, host: host)
        func row(_ cpu: UInt) -> [SNMPValue?] { (0...4).map { Self.value(tree, 6, 1, 3, 1, cpu, 196_608 + $0) } }
        #expect(row(1) == [.integer(1), nil, .integer(1), .integer(1), nil])
        #expect(row(2) == Array(repeating: nil, count: 5))
        #expect(row(3) == [.integer(2), nil, .integer(1), .integer(2), nil])
    }

    /// Of a direct interface the parent is what its device lies on.
    @Test(
        arguments: [
            ("bridge", "br0", 7), ("direct", nil, 3), ("direct", "br0", 7), ("ethernet", nil, 0), ("bridge", "gone", 0),
        ] as [(String, String?, Int32)])
    func parents(type: String, bridge: String?, parent: Int32) {
        var host = SNMPHost()
        (host.interfaceNumbers, host.parentNumbers) = (["tap": 17, "br0": 7], ["tap": 3])
        var (facts, interface) = (DomainFacts(), DomainFacts.Interface())
        (interface.target, interface.type, interface.sourceBridge) = ("tap", type, bridge)
        facts.interfaces = [interface]
        let tree = Self.tree(SyntheticHost.guest("a", 1, facts: facts), host: host)
        #expect(Self.value(tree, 8, 1, 2, 1, 1) == .integer(17))
        #expect(Self.value(tree, 8, 1, 3, 1, 1) == .integer(parent))
    }

    @Test func whatLibvirtDidNotTellIsNotThere() {
        let tree = Self.tree(
            SyntheticHost.guest("off", 1, state: SyntheticHost.state("shutoff", "shutdown"), isActive: false))
        for column: UInt in [9, 11, 13, 15, 16, 17] { #expect(Self.value(tree, 4, 1, column, 1) == nil, "\(column)") }
        #expect(Self.value(tree, 4, 1, 6, 1) == .integer(11))
        #expect(Self.value(tree, 4, 1, 5, 1) == .integer(4))
    }

    /// A guest with 3 TiB has its memory in mebibytes; a size beyond all units is not told.
    @Test func largeSizes() {
        let guest = SyntheticHost.guest(
            "big", 1,
            [
                "balloon.current": .unsigned(2 << 30), "balloon.maximum": .unsigned(3 << 30),
                "block.0.name": .string("vda"), "block.0.capacity": .unsigned(1 << 60),
                "block.1.name": .string("vdb"), "block.1.capacity": .unsigned(1 << 63),
            ])
        let tree = Self.tree(guest)
        #expect(Self.value(tree, 4, 1, 12, 1) == .integer(1_048_576))
        #expect(Self.value(tree, 4, 1, 13, 1) == .integer(2 << 20))
        #expect(Self.value(tree, 4, 1, 15, 1) == .integer(3 << 20))
        #expect(Self.value(tree, 7, 1, 10, 1, 1) == .integer(1 << 30))
        #expect(Self.value(tree, 7, 1, 11, 1, 1) == .integer(1 << 30))
        #expect(Self.value(tree, 7, 1, 11, 1, 2) == .integer(-1))
    }

    /// As a container has it, whose memory nothing limits.
    @Test(arguments: [(1 << 53) - 1, UInt64.max] as [UInt64]) func noLimit(kibibytes: UInt64) {
        let guest = SyntheticHost.guest(
            "free", 1, ["balloon.maximum": .unsigned(kibibytes), "balloon.current": .unsigned(1_024)])
        #expect(Self.value(Self.tree(guest), 4, 1, 15, 1) == .integer(-1))
        #expect(Self.value(Self.tree(guest), 4, 1, 12, 1) == .integer(1_024))
        #expect(Self.value(Self.tree(guest), 4, 1, 13, 1) == .integer(1_024))
    }

    @Test func anOldSampleHasNoStates() {
        let tree = Self.tree(SyntheticHost.rich("web", 1), isStale: true)
        #expect(Self.value(tree, 4, 1, 6, 1) == .integer(1))
        #expect(Self.value(tree, 4, 1, 2, 1) == Self.text("web"))
    }

    /// A name of 300 bytes is cut where a character ends.
    @Test func longNames() {
        let tree = Self.tree(SyntheticHost.guest(String(repeating: "ä", count: 150), 1))
        #expect(Self.value(tree, 4, 1, 2, 1) == Self.text(String(repeating: "ä", count: 127)))
    }

    @Test(
        arguments: [
            ("nostate", nil, 1, 1), ("running", "postcopy", 9, 1), ("running", "booted", 4, 1), ("blocked", nil, 4, 1),
            ("paused", "migration", 9, 1), ("paused", "save", 5, 2), ("paused", "shutting_down", 10, 4),
            ("paused", "crashed", 12, 1), ("paused", "starting_up", 3, 1), ("paused", "ioerror", 8, 3),
            ("paused", "user", 8, 3), ("shutdown", nil, 10, 4), ("shutoff", "saved", 6, 2),
            ("shutoff", "crashed", 12, 4),
            ("shutoff", "destroyed", 11, 4), ("crashed", nil, 12, 1), ("pmsuspended", nil, 8, 1),
        ] as [(String, String?, Int32, Int32)])
    func states(name: String, reason: String?, oper: Int32, admin: Int32) {
        let tree = Self.tree(SyntheticHost.guest("a", 1, state: SyntheticHost.state(name, reason)))
        #expect(Self.value(tree, 4, 1, 6, 1) == .integer(oper))
        #expect(Self.value(tree, 4, 1, 5, 1) == .integer(admin))
    }
}
