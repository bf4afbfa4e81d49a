/// Why a web configuration cannot be used: where, and what to mend.
public struct WebConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The configuration file, or one that it names.
    public let file: String
    /// Where in the configuration file, counted from 1; `nil` if it cannot be read at all.
    public let line: Int?
    /// The key in dotted form, such as `tls_server_config.cert_file`; `nil` if the file as a whole is meant.
    public let key: String?
    /// What is wrong and how to mend it; never a secret.
    public let reason: String

    /// An error of its parts.
    public init(file: String, line: Int? = nil, key: String? = nil, reason: String) {
        self.file = file
        self.line = line
        self.key = key
        self.reason = reason
    }

    /// One line: file, line, key and reason.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): " + (key.map { "\($0): " } ?? "") + reason
    }
}
