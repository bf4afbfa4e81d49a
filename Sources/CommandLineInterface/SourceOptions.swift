public import ArgumentParser

/// Where a sample comes from.
public struct SourceOptions: ParsableArguments {
    /// The host.
    @OptionGroup public var host: HostOptions

    /// `--source`.
    @Option(
        help: ArgumentHelp(
            "Where the sample comes from: feed, the daemon's feed; libvirt itself; or auto, the feed where there is "
                + "one of this host (default: auto).",
            valueName: "source"))
    public var source: SampleOrigin?

    /// The daemon.
    @OptionGroup public var feed: FeedOptions
    /// How long libvirt may take.
    @OptionGroup public var patience: DeadlineOptions

    /// What nobody has chosen yet.
    public init() {}

    /// What they chose.
    public var settings: SourceSettings {
        var settings = SourceSettings(uri: host.uri, origin: source, feedSocket: feed.socket)
        settings.deadline = patience.deadline.duration
        return settings
    }
}
