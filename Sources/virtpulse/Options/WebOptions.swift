import ArgumentParser
import CommandLineInterface
import HTTPServer
import Logging
import WebConfig

/// Where the metrics are served.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .singleValue,
        help: ArgumentHelp(
            "An address to serve on, such as 127.0.0.1:9177, [::1]:9177, :9177 for all, or unix:/path; may be repeated (default: 127.0.0.1:9177).",
            valueName: "host:port"),
        transform: Self.address)
    var addresses: [ListenAddress] = []

    @Flag(
        name: .customLong("web.systemd-socket"),
        help: "Serve on the sockets that a systemd socket unit opened, instead of on addresses.")
    var hasSystemdSocket = false

    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp(
            "TLS, users and limits, as the Prometheus exporters' web configuration file has them.", valueName: "file"))
    var configFile: String?

    @Flag(
        name: .customLong("web.listen-insecure"),
        help: "Serve without TLS on addresses that others can reach, too.")
    var isInsecure = false

    @Option(
        name: .customLong("web.max-sample-age"),
        help: ArgumentHelp(
            "How old a sample may be that answers a scrape, so that libvirt is not asked anew (default: 1s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .zero) })
    var maxSampleAge = Timespan(.seconds(1))

    private static func address(_ text: String) throws -> ListenAddress {
        do throws(ListenAddressError) {
            return try ListenAddress(text)
        } catch {
            throw ValidationError(error.description)
        }
    }

    func validate() throws {
        guard !hasSystemdSocket || addresses.isEmpty else {
            throw ValidationError("--web.systemd-socket and --web.listen-address exclude each other; give one of them")
        }
        guard configFile != "" else { throw ValidationError("give --web.config.file a file, or leave it out") }
    }

    /// What protects this; `nil` without a web configuration file.
    func watcher(for endpoint: Endpoint, logger: Logger) throws -> WebConfigurationWatcher? {
        guard let configFile else { return nil }
        let needsTLS = !isInsecure && endpoint.isExposed
        do throws(WebConfigurationError) {
            return try WebConfigurationWatcher(configFile, needsTLS: needsTLS, logger: logger)
        } catch {
            throw OperatorError.usage(error.description)
        }
    }

    /// What is served on: addresses, the loopback one by default, or the sockets that systemd opened.
    ///
    /// - Parameter inherited: Those sockets.
    func endpoint(_ inherited: [InheritedSocket] = []) throws -> Endpoint {
        if hasSystemdSocket {
            try check(inherited.map(\.address))
            return Endpoint(addresses: [], inherited: inherited)
        }
        let addresses = try addresses.isEmpty ? [ListenAddress("127.0.0.1:9177")] : addresses
        for (position, address) in addresses.enumerated() {
            let isChosenBySystem = if case .unix = address.host { false } else { address.port == 0 }
            if !isChosenBySystem, addresses[..<position].contains(address) {
                throw OperatorError.usage("--web.listen-address \(address) is given twice")
            }
        }
        try check(addresses)
        return Endpoint(addresses: addresses, inherited: [])
    }

    /// What is served on.
    struct Endpoint {
        let addresses: [ListenAddress]
        let inherited: [InheritedSocket]

        /// Whether others than processes of this machine can connect.
        var isExposed: Bool { !(addresses + inherited.map(\.address)).allSatisfy(\.isLoopback) }
    }

    /// Refuses cleartext where others can read it.
    private func check(_ addresses: [ListenAddress]) throws {
        guard !isInsecure, configFile == nil, let address = addresses.first(where: { !$0.isLoopback }) else { return }
        let reach =
            if case .name = address.host { "is no loopback address by its name" } else { "can be reached from outside" }
        throw OperatorError.usage(
            "\(address) \(reach), and the metrics would go there without TLS: "
                + "configure TLS in a --web.config.file, listen on 127.0.0.1, or accept it with --web.listen-insecure")
    }
}
