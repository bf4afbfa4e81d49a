import ArgumentParser
import HTTPServer
import Logging
import WebConfig

/// Where the metrics are served.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .singleValue,
        help: ArgumentHelp(
            "An address to serve on, such as 127.0.0.1:9177, [::1]:9177 or :9177 for all; may be repeated (default: 127.0.0.1:9177).",
            valueName: "host:port"),
        transform: Self.address)
    var addresses: [ListenAddress] = []

    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp(
            "TLS, users and limits, as the Prometheus exporters' web configuration file has them.", valueName: "file"))
    var configFile: String?

    @Flag(
        name: .customLong("web.listen-insecure"),
        help: "Serve without TLS on addresses that others can reach, too.")
    var isInsecure = false

    private static func address(_ text: String) throws -> ListenAddress {
        do throws(ListenAddressError) {
            return try ListenAddress(text)
        } catch {
            throw ValidationError(error.description)
        }
    }

    func validate() throws {
        guard configFile != "" else { throw ValidationError("give --web.config.file a file, or leave it out") }
    }

    /// What protects these addresses; `nil` without a web configuration file.
    func watcher(for addresses: [ListenAddress], logger: Logger) throws -> WebConfigurationWatcher? {
        guard let configFile else { return nil }
        let needsTLS = !isInsecure && !addresses.allSatisfy(\.isLoopback)
        do throws(WebConfigurationError) {
            return try WebConfigurationWatcher(configFile, needsTLS: needsTLS, logger: logger)
        } catch {
            throw OperatorError.usage(error.description)
        }
    }

    /// The addresses to serve on; the loopback one by default.
    func resolved() throws -> [ListenAddress] {
        let resolved = try addresses.isEmpty ? [ListenAddress("127.0.0.1:9177")] : addresses
        for (position, address) in resolved.enumerated() {
            if address.port != 0, resolved[..<position].contains(address) {
                throw OperatorError.usage("--web.listen-address \(address) is given twice")
            }
            if !address.isLoopback, !isInsecure, configFile == nil {
                let reach =
                    if case .name = address.host { "is no loopback address by its name" } else {
                        "can be reached from outside"
                    }
                throw OperatorError.usage(
                    "\(address) \(reach), and the metrics would go there without TLS: "
                        + "configure TLS in a --web.config.file, listen on 127.0.0.1, "
                        + "or accept it with --web.listen-insecure")
            }
        }
        return resolved
    }
}
