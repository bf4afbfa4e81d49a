import ArgumentParser
import CommandLineInterface
import Feed

/// Where a check's values come from, and how long it may take.
struct CheckSourceOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customLong("libvirt.uri"), .customLong("uri"), .customShort("u")],
        help: ArgumentHelp(
            "The libvirt URI of the host (default: LIBVIRT_DEFAULT_URI, else qemu:///system where its socket is).",
            valueName: "uri"))
    var uri: String?

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp(
            "The libvirt host to ask over the network, by TLS: short for -u qemu://HOST/system.", valueName: "host"))
    var hostname: String?

    @Option(
        help: ArgumentHelp(
            "Where samples come from: feed, the daemon's feed; libvirt itself; or auto, the feed where there is one of this "
                + "host.", valueName: "source"))
    var source: SampleOrigin = .auto

    @OptionGroup var feed: FeedOptions

    @Option(
        name: [.customShort("t"), .long],
        help: ArgumentHelp(
            "How many seconds the check may take, and what it is if it takes longer.",
            valueName: "seconds[:state]"))
    var timeout = "10:critical"

    @Option(
        help: ArgumentHelp(
            "How far apart two samples for rates are without the daemon, such as 500ms (default: 1s).",
            valueName: "duration"), transform: { try Timespan($0, atLeast: .milliseconds(100)) })
    var sample = Timespan(.seconds(1))

    @Option(
        help: ArgumentHelp(
            "Keep the sample, and how far jobs are, in files of this folder, which must be the caller's own, for the rates of "
                + "the next check and --stall.",
            valueName: "folder"))
    var stateDirectory: String?

    /// The URI that is named, if one is.
    var address: String? {
        guard let hostname else { return uri }
        // an address of IPv6 has colons of its own
        let isAddress = hostname.count { $0 == ":" } > 1 && !hostname.hasPrefix("[")
        return "qemu://\(isAddress ? "[\(hostname)]" : hostname)/system"
    }

    func validate() throws {
        guard let hostname else { return }
        guard uri == nil else { throw ValidationError("-H '\(hostname)' and -u both name a host; give one of them") }
        guard hostname.wholeMatch(of: /[A-Za-z0-9._:\[\]%-]+/) != nil else {
            throw ValidationError("-H '\(hostname)' is no host's name or address; give one, or a URI with -u")
        }
    }

    @Flag(help: "Connect for writing where a mode needs it: libvirt lets no other connection ask guests' agents.")
    var allowReadWrite = false
}
