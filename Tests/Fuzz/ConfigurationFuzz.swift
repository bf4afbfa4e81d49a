@testable import WebConfig

/// A web configuration file of any bytes.
enum ConfigurationFuzz {
    @Sendable static func run(_ bytes: [UInt8]) {
        var reader = WebConfigurationReader("/nonexistent/web.yml")
        do throws(WebConfigurationError) {
            let configuration = try reader.configuration(bytes)
            // what is taken is harmless
            precondition(configuration.tls == nil || configuration.tls?.certificate.bytes.isEmpty == false)
            precondition(configuration.rateLimit.map { $0.interval > .zero && $0.burst > 0 } ?? true)
            for (name, value) in configuration.headers {
                precondition(!name.isEmpty && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
            }
        } catch {
            precondition(!error.reason.isEmpty && error.line.map { $0 >= 1 } ?? true)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        precondition(Duration(go: text).map { $0 >= .zero } ?? true)
        _ = BcryptHash(text)
    }
}
