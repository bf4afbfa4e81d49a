import Catalogue
import Exposition
import PrometheusOutput
import SeededRandom
import Snapshot
import Testing

/// Pages of random snapshots are valid to the last byte, whatever the guests are called and whatever is missing.
@Suite("Page properties")
struct PagePropertyTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomSnapshotsAreValidPages(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let domains = (0..<Int.random(in: 0...6, using: &random)).map { index in
            SyntheticSnapshot.domain("\(index)\(text(&random))", fields(&random), facts: facts(&random))
        }
        let bytes = PrometheusPage(exportsUnknown: true).render(
            SyntheticSnapshot.of(domains), report: SyntheticSnapshot.report)
        let page = try Exposition(try #require(String(validating: bytes, as: UTF8.self)))
        let written = page.samples.count { sample in
            Catalogue.metrics.contains { $0.name == sample.name && sample.labels["domain"] != nil }
        }
        #expect(written == domains.reduce(0) { $0 + $1.values.values.count }, "seed \(seed)")
    }

    private func fields(_ random: inout SplitMix64) -> [(String, FieldValue)] {
        (0..<Int.random(in: 0...120, using: &random)).map { _ in
            let rows = Catalogue.metrics.map(\.field) + Catalogue.knownFields.map(\.field)
            let pattern = rows.randomElement(using: &random) ?? ""
            let field = pattern.map { $0 == "#" ? String(Int.random(in: 0...3, using: &random)) : String($0) }.joined()
            return (field.replacing("$NAME", with: "n\(Int.random(in: 0...3, using: &random))"), value(&random))
        }
    }

    private func value(_ random: inout SplitMix64) -> FieldValue {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .signed(Int64.random(in: .min ... .max, using: &random))
        case 1:
            .double(
                [.nan, .infinity, -.infinity, -0.0, 1e300, 0.1, Double.leastNonzeroMagnitude].randomElement(
                    using: &random) ?? 0)
        case 2: .boolean(.random(using: &random))
        case 3: .string(text(&random))
        case 4: .unsigned(UInt64.random(in: 0...3, using: &random))
        default: .unsigned(UInt64.random(in: 0 ... .max, using: &random))
        }
    }

    private func text(_ random: inout SplitMix64) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "\"", "\\", "\n", "{", "}", ",", "=", " ", "#", "ß", "\u{1F642}", "\r", "\t",
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            scalars.append(alphabet.randomElement(using: &random) ?? "a")
        }
        return String(scalars)
    }

    private func facts(_ random: inout SplitMix64) -> DomainFacts {
        var facts = DomainFacts()
        facts.title = text(&random)
        facts.disks = (0..<Int.random(in: 0...3, using: &random)).map { _ in .init(target: text(&random)) }
        facts.interfaces = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            var interface = DomainFacts.Interface()
            interface.target = Bool.random(using: &random) ? text(&random) : nil
            return interface
        }
        return facts
    }
}
