import ArgumentParser
import CommandLineInterface

/// Where a sample comes from.
struct SourceOptions: ParsableArguments {
    @OptionGroup var host: HostOptions

    @Option(
        help: ArgumentHelp(
            "Where the sample comes from: feed, the daemon's feed socket; libvirt itself; or auto, the feed where there is "
                + "one (default: auto).",
            valueName: "source"))
    var source: SampleSource.Origin?

    @Option(
        name: .customLong("feed.socket"),
        help: ArgumentHelp(
            "The daemon's feed socket (default: \(SampleSource.defaultFeedSocket)).", valueName: "path"))
    var feedSocket: String?

    @Option(
        name: .customLong("sample.deadline"),
        help: ArgumentHelp(
            "How long libvirt may take for a sample, such as 500ms or 10s; at least 100ms (default: 5s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .milliseconds(100)) })
    var deadline = Timespan(.seconds(5))

    func validate() throws {
        guard feedSocket != "" else {
            throw ValidationError("--feed.socket needs a path; give it one, or leave it out")
        }
    }
}
