import ArgumentParser
public import CommandLineInterface
public import NagiosOutput

/// What a check says beside its state.
struct CheckOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How much performance data there is: none, summary, or full, of each thing.",
            valueName: "amount"))
    var perfdata: CheckSettings.PerfdataAmount = .full

    @Option(
        help: ArgumentHelp(
            "How many lines of detail there are at most (default: 50), and of how many things there is performance data "
                + "(default: as many as there is room for).", valueName: "n"))
    var maxItems: Int?

    @Option(help: ArgumentHelp("What guests are called: name or uuid.", valueName: "what"))
    var label: CheckSettings.GuestLabel = .name

    @Flag(
        name: [.short, .long],
        help: "Tell more: of all things rather than of bad ones; with values (-vv); and how it was found out (-vvv).")
    var verbose: Int

    func validate() throws {
        if let maxItems, maxItems < 0 { throw ValidationError("--max-items is \(maxItems); the least is 0") }
    }

    func apply(to settings: inout CheckSettings) {
        settings.perfdata = perfdata
        settings.mostItems = maxItems
        settings.label = label
        settings.verbosity = verbose
    }
}

extension CheckSettings.PerfdataAmount: WordChoice {}
extension CheckSettings.GuestLabel: WordChoice {}
