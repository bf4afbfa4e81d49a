import ArgumentParser
import CommandLineInterface
import FeedServer

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

    /// Sees that a path that was asked for can be had, as far as that can be seen without making the socket.
    func check() throws(OperatorError) {
        guard let socket = feed.socket else { return }
        do throws(FeedServerError) { try FeedServerError.check(socket) } catch { throw .usage(error.description) }
    }
}
