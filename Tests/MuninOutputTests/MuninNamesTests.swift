import SeededRandom
import Testing

@testable import MuninOutput

/// Names in munin of things that others named.
@Suite struct MuninNamesTests {
    private func names(
        _ names: [String], _ policy: MuninNames.Policy = .legalOnly, marks: [String]? = nil
    ) -> [String] {
        let things = names.indices.map { position in
            let digits = String(position + 0x1000, radix: 16)
            let mark = marks?[position] ?? digits + String(repeating: "0", count: 32 - digits.count)
            return MuninNames.Thing(name: names[position], mark: mark)
        }
        let result = MuninNames(things, policy)
        return result.indices.map { result[$0] }
    }

    @Test(arguments: [
        ("web01", "web01"), ("_", "_"), ("a-b", "a_b__1000"), ("a.b", "a_b__1000"), ("1web", "_web__1000"),
        ("日本", "____1000"), ("root", "root__1000"), ("", "___1000"), ("a b", "a_b__1000"),
        ("é", "___1000"), ("a__beef", "a__beef__1000"), ("a__BEEF", "a__BEEF"), ("vm_2024", "vm_2024"),
        ("a__bee", "a__bee"),
        ("a__0123456789abcdef", "a__0123456789abcdef__1000"),
        ("a__0123456789abcdef0123456789abcdef", "a__0123456789abcdef0123456789abcdef__1000"),
        (String(repeating: "n", count: 100), String(repeating: "n", count: 100)),
        (String(repeating: "n", count: 101), String(repeating: "n", count: 100) + "__1000"),
    ])
    func oneThing(name: String, munin: String) { #expect(names([name]) == [munin]) }

    @Test(arguments: [
        // older plugins' names stay as long as they are nobody else's
        (["a-b"], ["a_b"]), (["1web"], ["_web"]), (["a-b", "a.b"], ["a_b__1000", "a_b__1001"]),
        // who is really called so keeps the name
        (["a-b", "a_b"], ["a_b__1000", "a_b"]), (["1web", "2web"], ["_web__1000", "_web__1001"]),
        (["日本", "中国"], ["____1000", "____1001"]), (["a-b", "a_b__1000"], ["a_b", "a_b__1000__1001"]),
    ])
    func namesOfOlderPlugins(own: [String], munin: [String]) { #expect(names(own, .whileUnambiguous) == munin) }

    @Test func twinsHaveTheirWholeMark() {
        let marks = ["abcd1", "abcd2", "abcd2"]
        #expect(names(["x-y", "x.y", "x y"], marks: marks) == ["x_y__abcd1", "x_y__abcd2", "x_y__abcd2_"])
    }

    /// Names like those that collide: few characters, marks that begin alike, and tags that somebody made up.
    private func hostileName(_ random: inout SplitMix64, _ marks: [String]) -> String {
        let alphabet = Array("ab_-.1é日 ")
        let length = Int.random(in: 1...4, using: &random)
        var name = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        if random.oneIn(3) {
            name += "__" + (marks.randomElement(using: &random) ?? "").prefix(random.oneIn(2) ? 4 : 32)
        }
        return name
    }

    @Test(arguments: 0..<150) func noTwoThingsHaveTheSameName(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let marks = (0..<60).map { _ in
            let digits = (0..<32).map { position in
                position < 3 ? "0" : String(Int.random(in: 0..<16, using: &random), radix: 16)
            }
            return digits.joined()
        }
        var own: [String] = []
        for _ in marks {
            let name = hostileName(&random, marks)
            if !own.contains(name) { own.append(name) }
        }
        for policy in [MuninNames.Policy.legalOnly, .whileUnambiguous] {
            let munin = names(own, policy, marks: marks)
            #expect(Set(munin).count == own.count, "seed \(seed)")
            for (name, munin) in zip(own, munin) {
                #expect(try /[A-Za-z_][A-Za-z0-9_]*/.wholeMatch(in: munin) != nil && munin != "root", "\(munin)")
                #expect(MuninNames.isPossible(munin, of: name), "\(munin) of \(name)")
            }
        }
    }

    /// Who comes and goes must not make another's graph begin anew; only a mark that begins like his own can.
    @Test(arguments: 0..<50) func namesDoNotDependOnOthers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let marks = (0..<40).map { position in
            String(position + 0x2000, radix: 16) + String(repeating: "7", count: 28)
        }
        var own: [String] = []
        for _ in marks {
            let name = hostileName(&random, marks)
            if !own.contains(name) { own.append(name) }
        }
        let together = names(own, marks: marks)
        for position in own.indices {
            #expect(names([own[position]], marks: [marks[position]]) == [together[position]], "seed \(seed)")
        }
    }
}
