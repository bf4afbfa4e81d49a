import Snapshot
import Testing

@testable import NagiosOutput

/// Which options which modes read, and what they do there.
@Suite struct CheckOptionTests {
    @Test(arguments: CheckOption.allCases) func everyOptionIsRead(option: CheckOption) {
        #expect(!option.modes.isEmpty)
        // but one that every mode reads would not be among them
        #expect(option.modes.count < CheckMode.all.count)
    }

    @Test(arguments: [
        ("state", [CheckOption.require], "--require does nothing in mode state, but in: expected"),
        ("expected", [.exclude, .require, .ping], "--exclude, --ping do nothing in mode expected"),
        ("pool", [.domain], "--domain does nothing in mode pool"),
        ("cpu", [.active], "--active does nothing in mode cpu"),
        ("cpu", [.grace, .domain], "--grace does nothing in mode cpu, but in: state, autostart, expected, agent"),
    ])
    func whatIsNotReadIsRefused(name: String, given: [CheckOption], words: String) throws {
        let mode = try #require(CheckMode(named: name))
        let mistake = #expect(throws: CheckMistake.self) { try mode.check(given) }
        #expect(mistake?.description == words)
    }

    @Test func whatIsReadIsAllowed() throws {
        for option in CheckOption.allCases { for mode in option.modes { try mode.check([option]) } }
    }

    private static let guests = [
        SyntheticHost.guest("off", state: "shutoff/shutdown", stuck: false),
        SyntheticHost.guest("on", SyntheticHost.numbers(["balloon.current": 1, "balloon.maximum": 1])),
        SyntheticHost.guest("passing", persistent: false),
        SyntheticHost.guest("unclear", persistent: nil),
    ]

    @Test(arguments: CheckMode.all.filter(\.isOfRunning)) func inactiveGuestsAreListed(mode: CheckMode) {
        var settings = CheckSettings()
        settings.verbosity = 1
        let input = SyntheticHost.input(Self.guests, before: Self.guests)
        #expect(!mode.report(input, settings).text.contains("off"))
        settings.selection.listsInactive = true
        let report = mode.report(input, settings)
        #expect(report.details.contains("OK off: shutoff"), "\(report.text)")
    }

    @Test func activeAndPersistentGuests() throws {
        let mode = try #require(CheckMode(named: "domains"))
        func total(_ change: (inout GuestSelection) -> Void) -> Double? {
            var settings = CheckSettings()
            change(&settings.selection)
            return mode.report(SyntheticHost.input(Self.guests), settings).values.first { $0.label == "total" }?.value
        }
        #expect(total { _ in } == 4)
        #expect(total { $0.isOfActive = true } == 3)
        // one of which it is not known is not left out
        #expect(total { $0.isOfPersistent = true } == 3)
        #expect(total { ($0.isOfActive, $0.isOfPersistent) = (true, true) } == 2)
    }

    @Test(arguments: [
        ("running/booted", ["running"], ServiceState.ok), ("blocked/unknown", ["running"], .ok),
        ("shutoff/shutdown", ["running"], .critical), ("paused/user", ["running"], .critical),
        ("running/postcopy_failed", ["running"], .critical), ("running/booted", ["shutoff"], .critical),
        ("shutoff/destroyed", ["shutoff"], .ok), ("shutoff/crashed", ["shutoff"], .critical),
        ("shutoff/destroyed", ["running", "shutoff"], .ok), ("pmsuspended/unknown", ["pmsuspended"], .warning),
        // what passes by itself may do so for a while
        ("paused/snapshot", ["running"], .ok),
    ])
    func expectedStates(state: String, expected: [String], how: ServiceState) throws {
        let mode = try #require(CheckMode(named: "state"))
        var settings = try CheckSettings.naming("guest")
        settings.expected = try StateMap.states(expected, of: "--expect")
        let input = SyntheticHost.input([SyntheticHost.guest("guest", state: state)])
        #expect(mode.report(input, settings).state == how)
        settings.stateMap = try StateMap("\(state.split(separator: "/")[0])=unknown")
        #expect(mode.report(input, settings).state == .unknown)
    }

    @Test func expectedStatesThatAreNone() {
        #expect(throws: CheckMistake.self) { try StateMap.states(["asleep"], of: "--expect") }
    }
}
