import SNMPOutput
import SeededRandom
import Snapshot
import Testing

/// GET, GETNEXT and what AgentX makes of them, over whole trees.
struct WalkTests {
    static let moment = RequestMoment(ticks: 100_050)

    /// All cells, by GETNEXT from the root on.
    static func walk(_ tree: MIBTree, from start: [UInt] = [1]) -> [MIBTree.Cell] {
        var cells: [MIBTree.Cell] = []
        var name = start
        while let cell = tree.next(after: name.span, isInclusive: false, at: moment) {
            cells.append(cell)
            name = cell.oid.arcs
        }
        return cells
    }

    static func host(of guests: Int) -> MIBTree {
        MIBTree(
            SyntheticHost.sample(
                SyntheticHost.snapshot((0..<guests).map { SyntheticHost.rich("g\($0)", UInt64($0) + 1) })))
    }

    @Test(arguments: [0, 1, 2, 50])
    func aWalkRises(guests: Int) {
        let cells = Self.walk(Self.host(of: guests))
        #expect(zip(cells, cells.dropFirst()).allSatisfy { $0.oid < $1.oid })
        for (column, count) in [
            ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 2], 1), ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 16], 1),
            ([1, 3, 6, 1, 2, 1, 236, 1, 5, 1, 2], 2), ([1, 3, 6, 1, 2, 1, 236, 1, 6, 1, 3], 8),
            ([1, 3, 6, 1, 2, 1, 236, 1, 7, 1, 12], 2), ([1, 3, 6, 1, 2, 1, 236, 1, 7, 1, 18], 1),
            ([1, 3, 6, 1, 2, 1, 236, 1, 8, 1, 5], 1), ([1, 3, 6, 1, 4, 1, 36957, 1, 1, 1, 2], 1),
            ([1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 9177, 1, 6, 1, 3], 1),
        ] as [(OID, Int)] {
            #expect(cells.count(where: { $0.oid.hasPrefix(column) }) == guests * count, "\(column)")
        }
    }

    @Test func everyCellIsGottenByItsName() {
        let tree = Self.host(of: 5)
        for cell in Self.walk(tree) {
            #expect(tree.value(of: cell.oid.arcs.span, at: Self.moment) == .value(cell.value))
            #expect(tree.next(after: cell.oid.arcs.span, isInclusive: true, at: Self.moment) == cell)
        }
    }

    /// From any name GETNEXT finds what a sorted list of all cells has next, whether or not it may be the name itself.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func nextIsThatOfAFlatList(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let guests = (0..<Int.random(in: 0...6, using: &random)).map { number -> DomainSample in
            Bool.random(using: &random)
                ? SyntheticHost.rich(
                    "g\(number)", UInt64(number) + 1, startedAt: Bool.random(using: &random) ? 1_000 : nil)
                : SyntheticHost.guest("g\(number)", UInt64(number) + 1, isActive: Bool.random(using: &random))
        }
        var host = SNMPHost()
        host.processors = Bool.random(using: &random) ? CPUSet("1,4-5,70") : nil
        let tree = MIBTree(SyntheticHost.sample(SyntheticHost.snapshot(guests), host: host))
        let cells = Self.walk(tree)
        for _ in 0..<80 {
            var name = cells.randomElement(using: &random)?.oid.arcs ?? [1, 3]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                switch Int.random(in: 0...4, using: &random) {
                case 0 where name.count > 1: name.removeLast()
                case 1: name.append(UInt.random(in: 0...3, using: &random))
                case 2: name[name.count - 1] &+= 1
                case 3: name[Int.random(in: 0..<name.count, using: &random)] = UInt(UInt32.max)
                default: if let last = name.last, last > 0 { name[name.count - 1] = last - 1 }
                }
            }
            let oid = OID(name)
            #expect(tree.next(after: name.span, isInclusive: false, at: Self.moment) == cells.first { $0.oid > oid })
            #expect(tree.next(after: name.span, isInclusive: true, at: Self.moment) == cells.first { $0.oid >= oid })
            let known = cells.first { $0.oid == oid }
            let answer = tree.value(of: name.span, at: Self.moment)
            #expect((known != nil) == { if case .value = answer { true } else { false } }())
        }
    }

    @Test(arguments: [
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 2, 99], MIBTree.Answer.noSuchInstance),
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 2, 1, 1], .noSuchInstance),
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 2], .noSuchInstance),
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 1, 1], .noSuchObject),
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 99, 1], .noSuchObject),
        ([1, 3, 6, 1, 2, 1, 236, 1, 2], .noSuchInstance), ([1, 3, 6, 1, 2, 1, 236, 1, 2, 1], .noSuchInstance),
        ([1, 3, 6, 1, 2, 1, 236, 1, 99, 0], .noSuchObject), ([1], .noSuchObject), ([2, 1], .noSuchObject),
        // a guest that is not started has no up time
        ([1, 3, 6, 1, 2, 1, 236, 1, 4, 1, 16, 2], .noSuchInstance),
    ])
    func whatIsNotThere(name: [UInt], answer: MIBTree.Answer) {
        let guests = [SyntheticHost.rich("a", 1), SyntheticHost.guest("b", 2, isActive: false)]
        let tree = MIBTree(SyntheticHost.sample(SyntheticHost.snapshot(guests)))
        #expect(tree.value(of: name.span, at: Self.moment) == answer)
    }

    @Test func everyValueIsOfItsObjectsType() {
        let tree = Self.host(of: 3)
        let objects = tree.objects
        #expect(Set(objects.map(\.name)).count == objects.count)
        for cell in Self.walk(tree) {
            let object = objects.first { cell.oid.hasPrefix($0.oid) }
            #expect(object?.syntax.matches(cell.value) == true, "\(cell)")
        }
    }
}
