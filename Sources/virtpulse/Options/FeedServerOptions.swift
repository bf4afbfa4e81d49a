import ArgumentParser
import CommandLineInterface

/// Whether samples are offered to other programs of this machine, and where.
struct FeedServerOptions: ParsableArguments {
    @OptionGroup var feed: FeedOptions

    @Flag(name: .customLong("no-feed"), help: "Offer no feed.")
    var isOff = false

    func validate() throws {
        guard !isOff || feed.socket == nil else {
            throw ValidationError("--no-feed and --feed.socket exclude each other; give one of them")
        }
    }
}
