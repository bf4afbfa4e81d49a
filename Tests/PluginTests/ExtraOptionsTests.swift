import ArgumentParser
import Testing

@testable import virtpulse_plugin

/// Which arguments name a file of options, and which are values of others.
@Suite struct ExtraOptionsTests {
    @Test(arguments: [
        ["-d", "--extra-opts=@/x"], ["--domain", "--extra-opts=@/x"], ["--require", "--extra-opts"],
        ["-vd", "--extra-opts=@/x"], ["-w", "--extra-opts=@/x"], ["-v", "-x", "--extra-opts=@/x"],
        ["--", "--extra-opts=@/x"],
    ])
    func values(arguments: [String]) throws {
        let (preset, given) = try ExtraOptions.separated(arguments)
        #expect(preset == [] && given == arguments)
    }

    @Test(arguments: [
        ["-v", "--extra-opts=@/nonexistent"], ["--domain=x", "--extra-opts=@/nonexistent"],
        ["-d", "--", "--extra-opts=@/nonexistent"], ["-d", "-x", "--extra-opts=@/nonexistent"],
        ["--inactive", "--extra-opts=@/nonexistent"], ["word", "--extra-opts=@/nonexistent"],
    ])
    func options(arguments: [String]) {
        #expect(throws: (any Error).self) { try ExtraOptions.separated(arguments) }
    }

    /// The options that take no value are those that the help shows without one.
    @Test func flags() {
        let lines = CheckCommand.helpMessage(columns: 500).split(separator: "\n").filter { $0.hasPrefix("  -") }
        let options = lines.map { line in line.split(separator: "  ").first.map(String.init) ?? "" }
        #expect(options.count > 30)
        let flags = options.filter { !$0.contains("<") }.flatMap { $0.split(separator: ", ").map(String.init) }
        #expect(Set(flags) == Set(ExtraOptions.flags))
    }
}
