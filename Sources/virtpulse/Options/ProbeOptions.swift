import ArgumentParser
import CommandLineInterface

/// Which hosts without an agent are read for scrapers.
struct ProbeOptions: ParsableArguments {
    @Option(
        name: .customLong("probe.allow"), parsing: .singleValue,
        help: ArgumentHelp(
            "Let /probe?target=URI read hosts whose whole URI matches this regular expression; may be repeated. "
                + "Without it no host is read.",
            valueName: "regex"),
        transform: ProbePattern.init)
    var allowed: [ProbePattern] = []

    @Option(
        name: .customLong("probe.idle-time"),
        help: ArgumentHelp(
            "How long connections to a probed host stay open that nobody asks for, at least 1s (default: 5m).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .seconds(1)) })
    var idleTime = Timespan(.seconds(300))
}
