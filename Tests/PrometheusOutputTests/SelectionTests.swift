import Catalogue
import Exposition
import PrometheusOutput
import Snapshot
import TestSnapshots
import Testing

@Suite("Selection")
struct SelectionTests {
    private static let collectors: [String: Collector] = Dictionary(
        uniqueKeysWithValues: Catalogue.metrics.map { ($0.name, $0.collector) }
            + Catalogue.families.compactMap { family in family.collector.map { (family.name, $0) } })

    private static func families(_ page: PagePieces) -> Set<String> {
        let text = String(decoding: page.all.joined(), as: UTF8.self)
        return Set(text.matches(of: /TYPE (\w+)/).map { String($0.1) })
    }

    private static let snapshot = CompleteSnapshot.snapshot()
    private static let whole = families(
        PrometheusPage(exportsUnknown: true).pieces(snapshot, report: CompleteSnapshot.report))

    @Test(arguments: Collector.allCases.map { [$0] } + [[], [.block, .host], Collector.allCases])
    func bringsTheFamiliesOfItsCollectors(chosen: [Collector]) throws {
        let page = PrometheusPage(exportsUnknown: true).pieces(
            Self.snapshot, report: CompleteSnapshot.report, format: .prometheusText, collectors: Set(chosen))
        let expected = Self.whole.filter { Self.collectors[$0].map(chosen.contains) ?? true }
        #expect(Self.families(page) == expected)
        _ = try Exposition(String(decoding: page.all.joined(), as: UTF8.self))
        #expect(expected.contains("libvirt_up") && expected.contains("virtpulse_samples_total"))
    }

    @Test func leavesTheWholePageAsItIs() {
        let page = PrometheusPage(exportsUnknown: true)
        func body() -> UInt { page.pieces(Self.snapshot, report: CompleteSnapshot.report).body.address }
        let before = body()
        let part = page.pieces(
            Self.snapshot, report: CompleteSnapshot.report, format: .prometheusText, collectors: [.state])
        #expect(part.origin == nil)
        #expect(body() == before)
    }
}

extension [UInt8] {
    /// Where the bytes lie: the same for arrays that share them.
    fileprivate var address: UInt { withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
}
