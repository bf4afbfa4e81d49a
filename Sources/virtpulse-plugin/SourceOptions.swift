import ArgumentParser
import CommandLineInterface

/// Where a sample comes from.
struct SourceOptions: ParsableArguments {
    @OptionGroup var host: HostOptions

    @Option(
        help: ArgumentHelp(
            "Where the sample comes from: feed, the daemon's feed; libvirt itself; or auto, the feed where there is "
                + "one of this host (default: auto).",
            valueName: "source"))
    var source: SampleOrigin?

    @OptionGroup var feed: FeedOptions
    @OptionGroup var patience: DeadlineOptions

    /// What they chose.
    var settings: SourceSettings {
        SourceSettings(
            uri: host.uri, origin: source, feedSocket: feed.socket, deadline: patience.deadline.duration)
    }
}
