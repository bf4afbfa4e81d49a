import ArgumentParser
import NagiosOutput
import Testing

@testable import virtpulse_plugin

/// Every option of guests and of judgement is known to be given, so that a mode that does not read it refuses it.
@Suite struct CheckOptionListTests {
    /// A value for each option that takes one.
    private static let values: [CheckOption: String] = [
        .domain: "x", .regex: "x", .metadata: "/x", .exclude: "x", .stateMap: "paused=ok", .expect: "running",
        .require: "x", .requireFile: "/dev/null", .forbid: "x", .forbidFile: "/dev/null", .grace: "1", .stall: "1",
        .onMissing: "ok", .onEmpty: "ok", .minCount: "1", .maxAge: "1", .of: "guest", .since: "1",
    ]

    @Test(arguments: CheckOption.allCases) func isKnownToBeGiven(option: CheckOption) throws {
        let command = try CheckCommand.parse(
            ["-m", "state", "--\(option.rawValue)"] + (Self.values[option].map { [$0] } ?? []))
        #expect(command.guests.given + command.judgement.given == [option])
        for mode in CheckMode.all {
            #expect(((try? command.settings(mode)) != nil) == option.isRead(by: mode), "\(mode.name)")
        }
    }

    /// The help's groups have no others.
    @Test func thereAreNoOthers() {
        let lines = CheckCommand.helpMessage(columns: 500).split(separator: "\n", omittingEmptySubsequences: false)
        let options = ["GUESTS:", "JUDGEMENT:"].flatMap { title in
            lines.drop { $0 != title }.prefix { !$0.isEmpty }.compactMap { line in
                line.firstMatch(of: /^  (?:-\w, )?--([a-z-]+)/).map { String($0.1) }
            }
        }
        #expect(Set(options) == Set(CheckOption.allCases.map(\.rawValue)))
        #expect(options.count == CheckOption.allCases.count)
    }
}
