import ArgumentParser
import CommandLineInterface
import Sampler

/// Which guests are sampled.
struct DomainOptions: ParsableArguments {
    @Option(
        name: .customLong("domain.include"), parsing: .singleValue,
        help: ArgumentHelp(
            "Only guests whose name matches this regular expression somewhere; anchor it with ^ and $ if need be. "
                + "May be repeated: then one of them must match.",
            valueName: "regex"),
        transform: NamePattern.init)
    var include: [NamePattern] = []

    @Option(
        name: .customLong("domain.exclude"), parsing: .singleValue,
        help: ArgumentHelp(
            "No guests whose name matches this regular expression somewhere. May be repeated.", valueName: "regex"),
        transform: NamePattern.init)
    var exclude: [NamePattern] = []

    func apply(to options: inout SamplerOptions) {
        let (include, exclude) = (include, exclude)
        guard !include.isEmpty || !exclude.isEmpty else { return }
        options.isIncluded = { name in
            (include.isEmpty || include.contains { $0.matches(name) }) && !exclude.contains { $0.matches(name) }
        }
    }
}

/// How often and how patiently guests are sampled.
struct SamplingOptions: ParsableArguments {
    @Option(
        name: .customLong("sample.interval"),
        help: ArgumentHelp(
            "How often a sample is taken when nobody asks for one, such as 500ms or 1m30s; at least 100ms (default: 10s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .milliseconds(100)) })
    var interval = Timespan(.seconds(10))

    @Option(
        name: .customLong("sample.deadline"),
        help: ArgumentHelp(
            "How long libvirt may take for a sample before it is given up and the last one serves; at least 100ms (default: 5s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .milliseconds(100)) })
    var deadline = Timespan(.seconds(5))

    @Option(
        name: .customLong("sample.max-age"),
        help: ArgumentHelp(
            "How old the values of a guest may get that cannot be read any more (default: 60s).", valueName: "duration"),
        transform: { try Timespan($0, atLeast: .zero) })
    var maxAge = Timespan(.seconds(60))

    func apply(to options: inout SamplerOptions) {
        options.interval = interval.duration
        options.deadline = deadline.duration
        options.maxAge = maxAge.duration
    }
}
