import ArgumentParser
import CommandLineInterface

/// What of a sample is printed, and how.
struct OutputOptions: ParsableArguments {
    /// How a sample is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case prometheus
        case json
    }

    @Option(help: ArgumentHelp("How it is printed.", valueName: "format"))
    var format = Format.table

    @Option(help: ArgumentHelp("Only the guest of exactly this name.", valueName: "name"))
    var domain: String?

    @Option(
        help: ArgumentHelp(
            "Where the sample comes from: libvirt; feed, the newest sample of the daemon; or auto, the feed where there "
                + "is one of this host.",
            valueName: "source"))
    var source = SampleOrigin.libvirt

    @OptionGroup var feed: FeedOptions
    @OptionGroup var patience: DeadlineOptions

    func validate() throws {
        guard domain != "" else { throw ValidationError("a guest has a name; give --domain one, or leave it out") }
    }
}
