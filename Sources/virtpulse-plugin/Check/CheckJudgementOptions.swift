import ArgumentParser
public import CommandLineInterface
import FoundationEssentials
public import NagiosOutput

/// What is how bad.
struct CheckJudgementOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How bad states are: STATE[/REASON]=HOW, ... by libvirt's names, such as paused/user=ok,shutoff=critical.",
            valueName: "map"))
    var stateMap: String?

    @Option(
        help: ArgumentHelp(
            "A state that guests may be in, such as running: any other is critical; may be repeated.",
            valueName: "state"))
    var expect: [String] = []

    // tenants choose names: one may begin as an option does
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A name that has to be there and run; may be repeated.", valueName: "name"))
    var require: [String] = []

    @Option(help: ArgumentHelp("A file with such names, one a line.", valueName: "file"))
    var requireFile: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A name that must not be there; may be repeated.", valueName: "name"))
    var forbid: [String] = []

    @Option(help: ArgumentHelp("A file with such names, one a line.", valueName: "file"))
    var forbidFile: [String] = []

    @Option(
        help: ArgumentHelp(
            "For how long something may be as it should not, such as 5m; in autostart and expected after the start of the "
                + "host too, if it is this machine.", valueName: "duration"))
    var grace: String?

    @Option(
        help: ArgumentHelp(
            "For how long a job may make no progress; --state-directory remembers, without it two looks show little.",
            valueName: "duration"))
    var stall: String?

    @Option(
        help: ArgumentHelp(
            "What it is if a guest that --domain names is not there (default: unknown).", valueName: "state"))
    var onMissing: String?

    @Option(help: ArgumentHelp("What it is if there is nothing to look at (default: ok).", valueName: "state"))
    var onEmpty: String?

    @Option(help: ArgumentHelp("How many there have to be at least.", valueName: "n"))
    var minCount: Int?

    @Option(
        help: ArgumentHelp(
            "How old a sample may be (default: three of the daemon's intervals, at least 60s).", valueName: "duration"))
    var maxAge: String?

    @Option(
        help: ArgumentHelp(
            "Of what a guest's CPU use is a part: guest, its virtual CPUs, or host.",
            valueName: "base"))
    var of: CheckSettings.CPUBase?

    @Option(help: ArgumentHelp("How far back events count (default: 5m).", valueName: "duration"))
    var since: String?

    @Flag(help: "Ask guests' agents whether they answer; needs --allow-read-write.") var ping = false
    @Flag(help: "Warn of volumes that no guest uses.") var orphans = false

    func apply(to settings: inout CheckSettings) throws(CheckMistake) {
        if let stateMap { settings.stateMap = try StateMap(stateMap) }
        settings.expected = try StateMap.states(expect, of: "--expect")
        settings.required = require
        for file in requireFile { settings.required += try Self.names(in: file, of: "--require-file") }
        settings.forbidden = forbid
        for file in forbidFile { settings.forbidden += try Self.names(in: file, of: "--forbid-file") }
        settings.grace = try Self.seconds(grace, "--grace")
        settings.stall = try Self.seconds(stall, "--stall")
        settings.onMissing = try Self.state(onMissing, "--on-missing") ?? settings.onMissing
        settings.onEmpty = try Self.state(onEmpty, "--on-empty") ?? settings.onEmpty
        if let minCount, minCount < 0 { throw CheckMistake("--min-count is \(minCount); the least is 0") }
        settings.leastCount = minCount
        settings.longestAge = try Self.seconds(maxAge, "--max-age")
        settings.cpuBase = of ?? settings.cpuBase
        settings.pingsAgents = ping
        settings.checksOrphans = orphans
        settings.eventsWithin = try Self.seconds(since, "--since") ?? settings.eventsWithin
    }

    /// Those of them that are given.
    var given: [CheckOption] {
        let all: [(CheckOption, Bool)] = [
            (.stateMap, stateMap != nil), (.expect, !expect.isEmpty), (.require, !require.isEmpty),
            (.requireFile, !requireFile.isEmpty), (.forbid, !forbid.isEmpty), (.forbidFile, !forbidFile.isEmpty),
            (.grace, grace != nil), (.stall, stall != nil), (.onMissing, onMissing != nil), (.onEmpty, onEmpty != nil),
            (.minCount, minCount != nil), (.maxAge, maxAge != nil), (.of, of != nil), (.since, since != nil),
            (.ping, ping), (.orphans, orphans),
        ]
        return all.filter(\.1).map(\.0)
    }

    private static func seconds(_ text: String?, _ option: String) throws(CheckMistake) -> Double? {
        guard let text else { return nil }
        if let number = Double(text), text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) { return number }
        guard let time = try? Timespan(text) else {
            throw CheckMistake(
                "\(option) '\(text)' is no duration; give a number of seconds, or one such as 90s, 5m, 2h or 7d")
        }
        return time.duration / .seconds(1)
    }

    private static func state(_ text: String?, _ option: String) throws(CheckMistake) -> ServiceState? {
        guard let text else { return nil }
        guard let state = ServiceState(named: text) else {
            throw CheckMistake("\(option) '\(text)' is no state; give ok, warning, critical or unknown")
        }
        return state
    }

    private static func names(in path: String, of option: String) throws(CheckMistake) -> [String] {
        do throws(ConfigurationFileError) {
            return try ConfigurationFile.text(path).split(separator: "\n").map { line in
                line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
            }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        } catch {
            throw CheckMistake("\(option) \(path): \(error.reason)")
        }
    }
}

extension CheckSettings.CPUBase: WordChoice {}
