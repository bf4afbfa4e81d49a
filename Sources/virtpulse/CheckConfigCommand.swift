import ArgumentParser
import CommandLineInterface
import DaemonLog
import HTTPServer

/// `virtpulse check-config`: whether `serve` would start with these options.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Says whether 'serve' would take these options and their web configuration.",
        discussion: """
            Takes the options of 'serve'. Reads files, but asks neither libvirt nor the network. \
            Exit code 0 if all is well, 2 if not.
            """)

    @OptionGroup var options: ServeOptions

    func run() async throws {
        try options.feed.check()
        let endpoint = try options.web.endpoint()
        // what it warns of is logged as `serve` would
        let watcher = try options.web.watcher(for: endpoint, logger: options.log.logger())
        if options.web.hasSystemdSocket, !options.web.isInsecure, watcher?.protection.hasTLS != true {
            StandardError.write(
                "virtpulse: without TLS, 'serve' takes loopback and unix sockets from systemd, and no others\n")
        }
        try StandardOutput.write("the configuration is good\n")
    }
}
