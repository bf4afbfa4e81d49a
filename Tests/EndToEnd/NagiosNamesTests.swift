import Foundation
import RealGuests
import Testing

/// The check's options are the same in its help, in the guide for operators and in Icinga's command.
@Suite struct NagiosNamesTests {
    private func text(_ name: String) throws -> String {
        try String(contentsOf: Program.root.appendingPathComponent("plugins/nagios/\(name)"), encoding: .utf8)
    }

    /// Long options of the help, each with its short one if it has one.
    private func offered() async throws -> Set<String> {
        let help = try await Program.run(Program.plugin, ["check", "--help"]).out
        let lines = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
        return Set(
            lines.flatMap { line in
                line.prefix { $0 != "<" }.matches(of: #/(?:^|\s)(--?[A-Za-z][A-Za-z.-]*)/#).map { String($0.1) }
            })
    }

    @Test func everyOptionIsExplained() async throws {
        let lines = try text("README.md").split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex(of: "## Options"))
        let rows = lines[begin...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        let told = rows.compactMap { $0.split(separator: "|").first }.flatMap { cell in
            cell.matches(of: /`(--?[A-Za-z][A-Za-z.-]*)/).map { String($0.1) }
        }
        #expect(try await offered() == Set(told))
        #expect(Set(told).count == told.count)
    }

    /// A command for Icinga that gives the program what it does not know would never run.
    @Test func icingasCommandHasNoOtherOptions() async throws {
        let arguments = try text("icinga2.conf").matches(of: /\n {4}"(--?[a-zA-Z.-]+)" =/).map { String($0.1) }
        #expect(arguments.count > 20)
        #expect(Set(arguments).subtracting(try await offered()) == [])
    }
}
