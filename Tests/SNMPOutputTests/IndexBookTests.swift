import SeededRandom
import Snapshot
import Testing

@testable import SNMPOutput

struct IndexBookTests {
    @Test func numbersStayWhateverComesAndGoes() {
        var random = SplitMix64(seed: 5)
        var book = IndexBook()
        var seen: [DomainIdentity.UUID: UInt32] = [:]
        for _ in 0..<200 {
            let guests = (0..<40).filter { _ in random.oneIn(3) }.map { SyntheticHost.rich("g\($0)", UInt64($0) + 1) }
            _ = book.note(SyntheticHost.snapshot(guests))
            for guest in guests {
                let index = book.guests[guest.identity.uuid]?.index ?? 0
                #expect(seen[guest.identity.uuid, default: index] == index)
                seen[guest.identity.uuid] = index
            }
        }
        #expect(Set(seen.values).count == seen.count)
        #expect(seen.values.max() == 40)
    }

    @Test func onlyWhatIsNewMustBeKept() {
        var book = IndexBook()
        let snapshot = SyntheticHost.snapshot([SyntheticHost.rich("a", 1)])
        let news = [snapshot, snapshot, SyntheticHost.snapshot([])].map { book.note($0) }
        #expect(news == [true, false, false])
    }

    @Test func aDiskKeepsItsNumberWhenAnotherIsUnplugged() {
        var book = IndexBook()
        var facts = DomainFacts()
        facts.disks = ["vda", "vdb", "vdc"].map { DomainFacts.Disk(target: $0) }
        _ = book.note(SyntheticHost.snapshot([SyntheticHost.guest("a", 1, facts: facts)]))
        facts.disks = ["vdc", "vdd"].map { DomainFacts.Disk(target: $0) }
        _ = book.note(SyntheticHost.snapshot([SyntheticHost.guest("a", 1, facts: facts)]))
        #expect(book.guests[SyntheticHost.uuid(1)]?.disks == ["vda": 1, "vdb": 2, "vdc": 3, "vdd": 4])
    }

    /// Two interfaces with one address are two.
    @Test func interfacesWithoutAnAddressOfTheirOwn() {
        var book = IndexBook()
        var facts = DomainFacts()
        var interface = DomainFacts.Interface()
        interface.macAddress = "52:54:00:00:00:01"
        facts.interfaces = [interface, interface, DomainFacts.Interface()]
        _ = book.note(SyntheticHost.snapshot([SyntheticHost.guest("a", 1, facts: facts)]))
        #expect(book.guests[SyntheticHost.uuid(1)]?.interfaces.values.sorted() == [1, 2, 3])
    }

    @Test func aBookIsReadAsItWasWritten() throws {
        var book = IndexBook()
        var facts = DomainFacts()
        facts.disks = ["vda", "with space", "50%\nof it", "", "\u{301}e", "\r\n"].map { DomainFacts.Disk(target: $0) }
        _ = book.note(
            SyntheticHost.snapshot(
                [SyntheticHost.guest("a", 1, facts: facts), SyntheticHost.rich("b", 2)],
                pools: ["default", "p 2", "\n"]))
        let text = book.text(boot: "one boot\n%")
        #expect(try IndexBook(text: text, boot: "one boot\n%") == book)
        #expect(try IndexBook(text: text, boot: "another") == IndexBook())
    }

    /// After the last number that SNMP has, those are given that no guest has.
    @Test func theLastNumber() throws {
        let text = """
            virtpulse-snmp indexes 1
            boot b
            highest 2147483646
            guest 1 00000000-0000-0000-0000-000000000009
            guest 3 00000000-0000-0000-0000-00000000000a

            """
        var book = try IndexBook(text: text, boot: "b")
        let snapshot = SyntheticHost.snapshot((1...4).map { SyntheticHost.rich("g\($0)", $0) })
        _ = book.note(snapshot)
        let given = snapshot.domains.map { book.guests[$0.identity.uuid]?.index ?? 0 }
        #expect(given == [2_147_483_647, 2, 4, 5])
        #expect(try IndexBook(text: book.text(boot: "b"), boot: "b") == book)
    }

    @Test func poolsAreNotNumberedForEver() {
        var book = IndexBook()
        for round in 0..<3 {
            let pools = (0..<IndexBook.deviceCapacity / 2).map { "pool \(round) \($0)" }
            _ = book.note(SyntheticHost.snapshot([], pools: pools))
        }
        #expect(book.pools.count == IndexBook.deviceCapacity)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func aDamagedBookIsRefusedOrSound(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var book = IndexBook()
        _ = book.note(SyntheticHost.snapshot((1...4).map { SyntheticHost.rich("g\($0)", $0) }))
        var bytes = Array(book.text(boot: "b").utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.remove(at: position)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
            case 2: bytes = Array(bytes.prefix(position))
            default: bytes[position] = UInt8.random(in: 0...255, using: &random)
            }
        }
        guard let read = try? IndexBook(text: String(decoding: bytes, as: UTF8.self), boot: "b") else { return }
        let indexes = read.guests.values.map(\.index)
        #expect(Set(indexes).count == indexes.count)
        #expect(indexes.allSatisfy { $0 > 0 && $0 <= read.highest })
    }

    /// Of a damaged book no number is given again that it still tells of.
    @Test(arguments: [("b", "highest 9", 10), ("b", "highest x", 8), ("c", "highest 9", 1)])
    func afterADamagedBook(boot: String, highest: String, next: UInt32) {
        let text =
            "virtpulse-snmp indexes 1\nboot \(boot)\n\(highest)\nguest 7 00000000-0000-0000-0000-00000000000a\ndis"
        var book = IndexBook(after: text, boot: "b")
        #expect(book.guests.isEmpty)
        let number = book.index(of: SyntheticHost.uuid(1))
        #expect(number.index == next)
    }

    @Test(arguments: [
        ("", 1), ("something else\n", 1), ("virtpulse-snmp indexes 1\nboot b\n", 2),
        ("virtpulse-snmp indexes 1\nboot b\nhighest 1\nguest 1 nobody\n", 4),
        ("virtpulse-snmp indexes 1\nboot b\nhighest 1\ndisk 1 vda\n", 4),
        ("virtpulse-snmp indexes 1\nboot b\nhighest 1\nguest 2 00000000-0000-0000-0000-000000000001\n", 3),
        ("virtpulse-snmp indexes 1\nboot b\nhighest 1\nguest 1 00000000-0000-0000-0000-0000", 4),
    ])
    func aMistakeIsNamedByItsLine(text: String, line: Int) {
        #expect { try IndexBook(text: text, boot: "b") } throws: { ($0 as? IndexTextError)?.line == line }
    }
}
