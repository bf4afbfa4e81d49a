import Catalogue
import Foundation
import PrometheusOutput
import RealGuests
import Snapshot
import TestSnapshots
import Testing

/// The page as the parser of the Python client reads it, which is strict.
@Suite("OpenMetrics parser", .enabled(if: Lab.isWanted))
struct OpenMetricsParserTests {
    private static let script = """
        import sys
        from prometheus_client.openmetrics.parser import text_fd_to_metric_families
        for path in sys.argv[1:]:
            with open(path, encoding="utf-8", newline="\\n") as page:
                for family in text_fd_to_metric_families(page):
                    names = sorted({sample.labels.get("domain", "") for sample in family.samples})
                    print(family.name, family.type, family.unit or "-", len(family.samples), ascii(names))
        """

    private func read(_ pages: [[UInt8]]) async throws -> Program.Output {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try pages.enumerated().map { index, page in
            let file = folder.appendingPathComponent("\(index)")
            try Data(page).write(to: file)
            return file.path
        }
        // Debian's, whatever other Python comes first
        return try await Program.run("/usr/bin/python3", ["-c", Self.script] + files)
    }

    private func page(_ snapshot: Snapshot) -> [UInt8] {
        PrometheusPage(exportsUnknown: true).render(snapshot, report: CompleteSnapshot.report, format: .openMetrics)
    }

    @Test func findsTheWholeCatalogue() async throws {
        let output = try await read([page(CompleteSnapshot.snapshot())])
        #expect(output.status == 0, "\(output.err)")
        let families = output.out.split(separator: "\n")
        #expect(families.count == Catalogue.metrics.count + Catalogue.families.count)
        for expected in [
            "libvirt_domain_info_cpu_time_seconds counter seconds 2 ['quo\"te\\\\ new\\nline \\u65e5\\u672c', 'web']",
            "libvirt_domain info - 2 ", "libvirt_domain_state gauge - 16 ", "libvirt_domain_stat unknown - 2 ",
            "virtpulse_libvirt_call_duration_seconds histogram seconds ", "libvirt_up gauge - 1 ",
        ] {
            #expect(families.contains { $0.hasPrefix(expected) }, "\(expected)")
        }
    }

    @Test func readsPagesWithLittleOnThem() async throws {
        let output = try await read([
            page(SyntheticSnapshot.of([], generation: 0, isUp: false)), page(SyntheticSnapshot.of([])),
            page(SyntheticSnapshot.of(PageTests.hostileNames.map { SyntheticSnapshot.domain($0) })),
        ])
        #expect(output.status == 0, "\(output.err)")
    }

    /// So that the tests above mean something.
    @Test(arguments: ["", "# EOF", "libvirt_up 1\n# EOF\nx 1\n"])
    func refusesWhatIsNoPage(text: String) async throws {
        var broken = page(SyntheticSnapshot.of([]))
        broken.removeLast(6)
        let output = try await read([broken + Array((text + (text == "# EOF" ? "\n\n" : "")).utf8)])
        #expect(output.status != 0)
    }
}
