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

    /// Icinga's command has each option once, but for those that no check has; its variable is called as the option.
    @Test func icingasCommandHasEveryOption() async throws {
        let help = try await Program.run(Program.plugin, ["check", "--help"]).out
        // the names of each option, the short one too
        let options = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.map { line in
            line.prefix { $0 != "<" }.matches(of: #/(?:^|\s)(--?[A-Za-z][A-Za-z.-]*)/#).map { String($0.1) }
        }
        let text = try text("icinga2.conf")
        let begin = try #require(text.firstRange(of: "  arguments = {\n"))
        let end = try #require(text[begin.upperBound...].firstRange(of: "\n  }\n"))
        var variables: [String: String] = [:]
        for match in text[begin.upperBound..<end.lowerBound].matches(
            of: #/(?:^|\n) {4}"(--?[a-zA-Z.-]+)" = (.*?\$virtpulse_([a-z_]+)\$)/#.dotMatchesNewlines())
        {
            #expect(match.2.matches(of: /\n {4}"/).isEmpty, "\(match.1) has no variable")
            #expect(variables.updateValue(String(match.3), forKey: String(match.1)) == nil, "\(match.1)")
        }
        // how often it stands has a meaning
        #expect(variables.removeValue(forKey: "-vv") == "verbose")
        #expect(variables.removeValue(forKey: "-vvv") == "verbose")
        // the host that libvirt is asked at stands in the URI
        for option in options where Set(option).isDisjoint(with: ["--help", "--version", "--hostname"]) {
            let names = option.compactMap { variables[$0] }
            #expect(names.count == 1, "\(option)")
            let wanted = option.filter { $0.hasPrefix("--") }.map {
                String($0.dropFirst(2)).replacing(/[.-]/, with: "_")
            }
            #expect(Set(names).isSubset(of: wanted), "\(option): \(names)")
            variables = variables.filter { !option.contains($0.key) }
        }
        // one that the program does not know would never run
        #expect(variables == [:])
        let tried = Set(IcingaVariable.all.map(\.name))
        let known = Set(text.matches(of: /\$virtpulse_([a-z_]+)\$/).map { String($0.1) })
        #expect(tried == known)
    }
}
