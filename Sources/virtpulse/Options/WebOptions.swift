import ArgumentParser
import HTTPServer

/// Where the metrics are served.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .singleValue,
        help: ArgumentHelp(
            "An address to serve on, such as 127.0.0.1:9177, [::1]:9177 or :9177 for all; may be repeated (default: 127.0.0.1:9177).",
            valueName: "host:port"),
        transform: Self.address)
    var addresses: [ListenAddress] = []

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

    /// The addresses to serve on; the loopback one by default.
    func resolved() throws -> [ListenAddress] {
        let resolved = try addresses.isEmpty ? [ListenAddress("127.0.0.1:9177")] : addresses
        for (position, address) in resolved.enumerated() {
            if address.port != 0, resolved[..<position].contains(address) {
                throw OperatorError.usage("--web.listen-address \(address) is given twice")
            }
            if !address.isLoopback, !isInsecure {
                let reach =
                    if case .name = address.host { "is no loopback address by its name" } else {
                        "can be reached from outside"
                    }
                throw OperatorError.usage(
                    "\(address) \(reach), and the metrics would go there without TLS: "
                        + "listen on 127.0.0.1 behind a TLS proxy, or accept it with --web.listen-insecure")
            }
        }
        return resolved
    }
}
