import Exposition
import Snapshot
import TestSnapshots
import Testing

@testable import Catalogue
@testable import PrometheusOutput

@Suite("OpenMetrics")
struct OpenMetricsTests {
    private static let families =
        Catalogue.metrics.map { OpenMetricsFamily($0) } + Catalogue.families.map { OpenMetricsFamily($0) }

    private static func page(_ format: ExpositionFormat, _ snapshot: Snapshot = CompleteSnapshot.snapshot()) -> String {
        let bytes = PrometheusPage(exportsUnknown: true).render(
            snapshot, report: CompleteSnapshot.report, format: format)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The lines of a page, whose values may hold line ends of other systems.
    private static func lines(_ page: String) -> [String] {
        page.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    @Test func noFamilyOwnsANameOfAnother() {
        var owners: [String: String] = [:]
        for family in Self.families {
            for name in family.ownNames {
                let other = owners.updateValue(family.name, forKey: name)
                #expect(other == nil, "\(name) is of \(family.name) and of \(other ?? "")")
            }
        }
    }

    @Test func unitsEndTheirNames() {
        for family in Self.families {
            guard let unit = family.unit else { continue }
            #expect(family.name.hasSuffix("_" + unit) && family.type != "info", "\(family.name)")
        }
        for metric in Catalogue.metrics {
            #expect(OpenMetricsFamily(metric).unit == metric.unit.baseName, "\(metric.name)")
        }
    }

    @Test(arguments: [
        (Family.Kind.counter, "x_bytes_total", "# TYPE x_bytes counter\n# UNIT x_bytes bytes\n# HELP x_bytes H.\n"),
        (.counter, "x_total", "# TYPE x counter\n# HELP x H.\n"), (.info, "x_info", "# TYPE x info\n# HELP x H.\n"),
        (.info, "x_seconds_info", "# TYPE x_seconds info\n# HELP x_seconds H.\n"),
        (
            .gauge, "x_bytes_per_second",
            "# TYPE x_bytes_per_second gauge\n# UNIT x_bytes_per_second bytes_per_second\n# HELP x_bytes_per_second H.\n"
        ),
        (
            .gauge, "x_timestamp_seconds",
            "# TYPE x_timestamp_seconds gauge\n# UNIT x_timestamp_seconds seconds\n# HELP x_timestamp_seconds H.\n"
        ),
        (.stateSet, "x", "# TYPE x gauge\n# HELP x H.\n"), (.untyped, "x", "# TYPE x unknown\n# HELP x H.\n"),
        (.histogram, "x_seconds", "# TYPE x_seconds histogram\n# UNIT x_seconds seconds\n# HELP x_seconds H.\n"),
    ])
    func commentsNameTheFamily(kind: Family.Kind, name: String, expected: String) {
        #expect(OpenMetricsFamily(Family(name, kind, [], "H.")).comments == expected)
    }

    @Test func helpIsEscaped() {
        let family = Family("x", .gauge, [], "a \"b\" \\ c\nd.")
        #expect(OpenMetricsFamily(family).comments == "# TYPE x gauge\n# HELP x a \\\"b\\\" \\\\ c\\nd.\n")
    }

    @Test func theWholeCatalogueIsWrittenFamilyByFamily() {
        let lines = Self.lines(Self.page(.openMetrics))
        #expect(lines.suffix(2) == ["# EOF", ""] && lines.count { $0 == "# EOF" } == 1)
        var begun: [String: OpenMetricsFamily] = [:]
        let known = Dictionary(uniqueKeysWithValues: Self.families.map { ($0.name, $0) })
        var current: OpenMetricsFamily?
        for line in lines.dropLast(2) {
            if line.hasPrefix("# TYPE ") {
                let name = String(line.split(separator: " ")[2])
                #expect(begun[name] == nil, "twice: \(name)")
                current = known[name]
                begun[name] = current
            } else if !line.hasPrefix("#") {
                let name = String(line.prefix { $0 != "{" && $0 != " " })
                #expect(current?.ownNames.contains(name) == true, "\(line) in \(current?.name ?? "none")")
            }
        }
        #expect(Set(begun.keys) == Set(known.keys))
    }

    /// Whoever changes the format keeps the series.
    @Test func samplesAreThoseOfTheTextFormat() {
        func samples(_ format: ExpositionFormat) -> [String] {
            Self.lines(Self.page(format)).filter { !$0.hasPrefix("#") && !$0.contains("le=\"") }
        }
        let text = samples(.prometheusText)
        #expect(samples(.openMetrics) == text.filter { !$0.contains("_latency_seconds_count{") })
        #expect(text.contains { $0.contains("_latency_seconds_count{") })
    }

    @Test func countsOfHistogramsComeWithTheirSums() {
        let page = Self.page(.openMetrics)
        #expect(page.contains("virtpulse_libvirt_call_duration_seconds_sum{"))
        #expect(page.contains("virtpulse_libvirt_call_duration_seconds_count{"))
        #expect(page.contains("libvirt_domain_block_read_latency_seconds_bucket{"))
    }

    @Test(
        arguments: [
            (1, "1e-09"), (1_500, "1.5e-06"), (10_000, "1e-05"), (99_999, "9.9999e-05"), (100_000, "0.0001"),
            (1_000_000, "0.001"), (250_000_000, "0.25"), (1_000_000_000, "1.0"), (10_000_000_000, "10.0"), (0, "0.0"),
            (1_500_000_000, "1.5"), (100_000_000_000_000, "100000.0"), (1_000_000_000_000_000, "1e+06"),
            (12_500_000_000_000_000, "1.25e+07"), (UInt64.max, "1.8446744073709551615e+10"),
        ] as [(UInt64, String)])
    func boundsAreCanonical(nanoseconds: UInt64, expected: String) {
        var writer = TextWriter(format: .openMetrics)
        writer.append(bound: nanoseconds)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
        var text = TextWriter()
        text.append(bound: nanoseconds)
        #expect(!text.bytes.contains(UInt8(ascii: "e")))
    }

    /// Two formats share labels, and a scraper may still hold the snapshot before the last.
    @Test func formatsMayBeAskedForInTurn() throws {
        let page = PrometheusPage(exportsUnknown: true)
        let old = CompleteSnapshot.snapshot(generation: 1, names: ["a", "b", "c"])
        let new = CompleteSnapshot.snapshot(generation: 2, names: ["d"])
        for (snapshot, format) in [
            (old, ExpositionFormat.prometheusText), (new, .openMetrics), (old, .prometheusText), (new, .prometheusText),
            (old, .openMetrics), (new, .openMetrics),
        ] {
            let bytes = page.render(snapshot, report: CompleteSnapshot.report, format: format)
            #expect(String(decoding: bytes, as: UTF8.self) == Self.page(format, snapshot))
        }
    }
}
