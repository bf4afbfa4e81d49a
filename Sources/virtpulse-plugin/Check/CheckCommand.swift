import ArgumentParser
import CommandLineInterface
import NagiosOutput

/// `virtpulse-plugin check`: a plugin for Nagios, Icinga and whoever runs theirs.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        // for the usage, and because a command below another is not parsed twice before in search of a request for a
        // completion script, which is a tenth of what a check costs
        _superCommandName: VirtpulsePlugin.name,
        abstract: "A check for Nagios and Icinga.",
        discussion: """
            It says in one line whether something is wrong with the guests of a host, and ends with 0 if not, with 1 for a \
            warning, 2 if it is critical and 3 if it could not find out. \
            RANGE is that of the Monitoring Plugins: [@]START:END alerts of a value outside, with @ of one inside; 10 is 0:10, \
            10: has no end, ~:10 no start. Numbers may have a suffix of their metric's unit, such as 90%, 20GiB or 7d.

            Modes with their metrics:
            \(Self.modes)
            """)

    @Option(name: [.short, .long], help: ArgumentHelp("What to look at.", valueName: "mode"))
    var mode: String?

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What warns: a range of the mode's first metric, or METRIC=RANGE; may be repeated.", valueName: "range"))
    var warning: [String] = []

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What is critical, likewise.", valueName: "range"))
    var critical: [String] = []

    @OptionGroup(title: "Guests") var guests: CheckGuestOptions
    @OptionGroup(title: "Judgement") var judgement: CheckJudgementOptions
    @OptionGroup(title: "Output") var output: CheckOutputOptions
    @OptionGroup(title: "Source") var source: CheckSourceOptions

    @Option(
        name: .customLong("extra-opts"),
        help: ArgumentHelp(
            "More options out of a section of an ini file: --extra-opts[=SECTION][@FILE]; \(ExtraOptions.section) of the "
                + "first of the Monitoring Plugins' usual files unless told otherwise.", valueName: "where"))
    var extraOptions: String?

    @Flag(name: [.customShort("V"), .long], help: "Say the version and end with 3.")
    var version = false

    /// Plain concatenation: every check makes this text, for whoever parses options wants the help with them.
    private static let modes: String = {
        var text = ""
        for mode in CheckMode.all {
            if !text.isEmpty { text += "\n" }
            text += "  "
            text += mode.name
            text += ": "
            text += mode.summary
            for metric in mode.metrics {
                text += "\n    "
                text += metric.name
                text += ": "
                text += metric.summary
                let ranges = [("-w ", metric.warning), ("-c ", metric.critical)].filter { $0.1 != nil }
                for (position, (option, range)) in ranges.enumerated() {
                    text += position == 0 ? " (" : " "
                    text += option
                    text += range ?? ""
                }
                if !ranges.isEmpty { text += ")" }
            }
        }
        return text
    }()

    /// The mode that is asked for.
    func chosenMode() throws(CheckMistake) -> CheckMode {
        let names = CheckMode.all.map(\.name).joined(separator: ", ")
        guard let mode else { throw CheckMistake("nothing says what to look at; give -m one of: \(names)") }
        guard let chosen = CheckMode(named: mode) else {
            throw CheckMistake("there is no mode '\(mode)'; give -m one of: \(names)")
        }
        return chosen
    }

    /// What the options chose for a mode.
    ///
    /// - Parameter preset: The first of the options alone, which an operator gave in a file and whose ranges the others
    ///   replace.
    func settings(_ mode: CheckMode, over preset: CheckCommand? = nil) throws(CheckMistake) -> CheckSettings {
        var settings = CheckSettings()
        settings.warnings = try Self.ranges(warning, over: preset?.warning, mode, "-w")
        settings.criticals = try Self.ranges(critical, over: preset?.critical, mode, "-c")
        settings.selection = try guests.selection()
        try judgement.apply(to: &settings)
        output.apply(to: &settings)
        settings.keepsProgress = source.stateDirectory != nil
        try mode.check(guests.given + judgement.given)
        return settings
    }

    private static func ranges(
        _ texts: [String], over preset: [String]?, _ mode: CheckMode, _ option: String
    ) throws(CheckMistake) -> [String: AlertRange] {
        let former = try ranges(preset ?? [], mode, option)
        return former.merging(try ranges(Array(texts.dropFirst(preset?.count ?? 0)), mode, option)) { $1 }
    }

    private static func ranges(
        _ texts: [String], _ mode: CheckMode, _ option: String
    ) throws(CheckMistake) -> [String: AlertRange] {
        var ranges: [String: AlertRange] = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            do throws(CheckMistake) {
                let metric = try mode.metric(parts.count == 2 ? String(parts[0]) : nil)
                guard ranges[metric.name] == nil else {
                    throw CheckMistake("metric \(metric.name) has two ranges; give one")
                }
                ranges[metric.name] = try AlertRange(String(parts.last ?? ""), unit: metric.unit)
            } catch {
                throw CheckMistake("\(option) \(text): \(error.description)")
            }
        }
        return ranges
    }
}
