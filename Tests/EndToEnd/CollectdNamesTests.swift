import CollectdOutput
import Foundation
import RealGuests
import Testing

/// The names of collectd's plugin for libvirt are the same wherever they are written.
@Suite struct CollectdNamesTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Program.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The rows of the first table below a heading of the operators' guide, by columns.
    private func table(_ heading: Substring) throws -> [[Substring]] {
        let lines = try text("plugins/collectd/README.md").split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex(of: heading))
        let rows = lines[begin...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        return rows.map { $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast() + [] }
    }

    private func help() async throws -> String {
        try await Program.run(Program.plugin, ["collectd", "--help"]).out
    }

    /// Names in backticks.
    private func names(_ cell: Substring) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }

    /// `HostnameMetadataXPath` as `hostname-metadata-xpath`.
    private func optionName(_ option: VirtOption) -> String {
        guard option != .connection else { return "libvirt.uri" }
        return option.rawValue.replacing(/([a-z])([A-Z])/) { "\($0.1)-\($0.2)" }.lowercased()
    }

    @Test func selectors() async throws {
        let known = Set(ExtraStatistic.allCases.map(\.rawValue))
        let told = try table("## Values").compactMap(\.last).flatMap(names)
        #expect(Set(told) == known)
        let flat = try await help().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(flat.contains("in quotation marks: \(ExtraStatistic.allCases.map(\.rawValue).joined(separator: " "))."))
        let words = try #require(
            try text("Benchmarks/collectd-plugins").firstMatch(of: /SELECTORS = \(\n([^)]*)\)/)?.1)
        let measured = words.filter { $0 != "\"" }.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(measured.sorted() == known.subtracting(["fs_info", "job_stats_completed"]).sorted())
    }

    @Test(arguments: VirtOption.allCases) func options(option: VirtOption) async throws {
        let row = try #require(try table("## Options").first { names($0[1]).contains(option.rawValue) })
        let name = optionName(option)
        let offered = try await help().matches(of: /\n  --([a-z.-]+)/).map(\.1)
        let isOffered = offered.contains(name[...])
        #expect(isOffered == (option.reasonToLeaveOut == nil))
        let forms = names(row[0]).map { $0.prefix { $0 != " " } }
        #expect((forms.contains("--\(name)") || forms.contains("--[no-]\(name)")) == isOffered)
        if !isOffered { #expect(forms.isEmpty && row[3].contains("of no use")) }
    }

    @Test func everyOptionIsExplained() async throws {
        let told = try table("## Options").flatMap { names($0[0]) }.map { text in
            text.replacing("[no-]", with: "").prefix { $0 != " " }
        }
        let offered = try await help().matches(of: /\n  (--[a-z.-]+)/).map(\.1)
        #expect(Set(offered).subtracting(["--help", "--version"]) == Set(told))
    }
}
