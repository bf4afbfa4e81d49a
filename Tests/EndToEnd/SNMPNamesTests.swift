import Foundation
import RealGuests
import Testing

/// The options of `virtpulse-snmp` are the same wherever they are written.
@Suite struct SNMPNamesTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Program.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The options that the program takes, and of those with a default the default.
    private func offered() async throws -> [String: String?] {
        let help = try await Program.run(Program.snmp, ["--help"]).out
        var options: [String: String?] = [:]
        // an option's text goes on, further to the right, in the lines below it
        for part in help.replacing(/\n {6,}/, with: " ").split(separator: "\n") {
            guard let names = part.firstMatch(of: /^  (?:-[a-z], )?(--[a-z.-]+)(?:\/(--[a-z.-]+))?/) else { continue }
            let value = part.firstMatch(of: /[(;] ?default: ([^)]*)\)/).map { String($0.1) }
            options[String(names.1)] = .some(value)
            if let other = names.2 { options[String(other)] = .some(value) }
        }
        return options.filter { !["--help", "--version"].contains($0.key) }
    }

    /// The rows of the guide's table of options: the names in the first column, and the second.
    private func told() throws -> [(names: [String], value: Substring)] {
        let lines = try text("plugins/snmp/README.md").split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex(of: "## Options"))
        return lines[begin...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2).map { row in
            let cells = row.split(separator: "|")
            return (cells[0].matches(of: /`(--[a-z.-]+)`/).map { String($0.1) }, cells[1])
        }
    }

    @Test func everyOptionIsExplained() async throws {
        let (offered, told) = (try await offered(), try told())
        #expect(Set(offered.keys) == Set(told.flatMap(\.names)))
        #expect(offered.count > 15)
        for (names, value) in told {
            let isWritten = value.contains("`") && !names.contains("--state-directory")
            for name in names where isWritten {
                let known = try #require(offered[name] ?? nil, "\(name) has a default, which its help does not tell")
                let number = Double(known).flatMap { Int(exactly: $0) }.map(String.init)
                #expect(value.contains("`\(known)`") || number.map { value.contains("`\($0)`") } == true, "\(name)")
            }
        }
    }

    /// What else the guide, its files and the modules' guide have of options is there too.
    @Test(
        arguments: [
            "plugins/snmp/README.md", "plugins/snmp/virtpulse-snmp.service", "plugins/snmp/snmpd.conf",
            "mibs/README.md",
            "mibs/VIRTPULSE-MIB.txt",
        ])
    func noOtherIsNamed(path: String) async throws {
        let offered = try await offered()
        // options of others' programs stand in lines with those
        let others = ["adduser ", "systemctl ", "snmp"]
        for line in try text(path).split(separator: "\n") where !others.contains(where: { line.contains("# \($0)") }) {
            for name in line.matches(of: /(?:^|[\s`(])(--[a-z][a-z.-]*[a-z])/).map({ String($0.1) }) {
                #expect(offered[name] != nil, "\(path): \(name)")
            }
        }
    }
}
