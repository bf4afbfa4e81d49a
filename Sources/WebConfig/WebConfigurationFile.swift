/// A web configuration file, and what it says.
public struct WebConfigurationFile: Sendable {
    /// What it says.
    public let configuration: WebConfiguration
    /// What an operator ought to know of it, a line each.
    public let warnings: [String]
    /// Whether it says nothing at all.
    public let isEmpty: Bool
    /// The files that were read, as they were.
    public let version: Version

    /// What files were at some moment, to be compared.
    public struct Version: Hashable, Sendable {
        fileprivate let stamps: [String: RegularFile.Stamp?]
    }

    /// Reads a file, and the certificates and keys that it names by paths relative to it.
    ///
    /// - Throws: ``WebConfigurationError`` for the first thing that is wrong.
    public init(_ path: String) throws(WebConfigurationError) {
        var reader = WebConfigurationReader(path)
        configuration = try reader.read()
        warnings = reader.warnings
        isEmpty = reader.isEmpty
        version = Version(stamps: reader.stamps.mapValues { $0 })
    }

    /// What the files are now.
    public var currentVersion: Version {
        Version(
            stamps: Dictionary(uniqueKeysWithValues: version.stamps.keys.map { ($0, RegularFile.Stamp(of: $0)) }))
    }
}

/// What reads a web configuration.
struct WebConfigurationReader {
    typealias Failure = WebConfigurationError

    let path: String
    private(set) var warnings: [String] = []
    private(set) var stamps: [String: RegularFile.Stamp] = [:]
    private(set) var isEmpty = false

    init(_ path: String) { self.path = path }

    mutating func read() throws(Failure) -> WebConfiguration {
        let file: RegularFile
        do throws(RegularFile.Failure) { file = try RegularFile(path) } catch {
            throw Failure(file: path, reason: error.reason)
        }
        stamps[path] = file.stamp
        return try configuration(file.bytes)
    }

    /// What a file of these bytes says.
    mutating func configuration(_ bytes: [UInt8]) throws(Failure) -> WebConfiguration {
        let document: YAMLNode?
        do throws(YAMLParser.Failure) { document = try YAMLParser.document(of: bytes) } catch {
            throw Failure(file: path, line: error.line, reason: error.reason)
        }
        isEmpty = document == nil || document?.isNull == true
        let root = try Section(
            document, file: path,
            known: ["tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"])
        var configuration = WebConfiguration()
        configuration.tls = try readTLS(root.node("tls_server_config"))
        configuration.headers = try readHeaders(root.node("http_server_config"))
        configuration.users = try readUsers(root.node("basic_auth_users"))
        configuration.rateLimit = try readRateLimit(root.node("rate_limit"))
        if configuration.tls == nil, !configuration.users.isEmpty {
            warnings.append(
                "\(path): basic_auth_users without tls_server_config: passwords go over the network as they are")
        }
        if configuration.tls == nil, configuration.headers.contains(where: { $0.name == "Strict-Transport-Security" }) {
            warnings.append("\(path): Strict-Transport-Security has no meaning without tls_server_config")
        }
        return configuration
    }

    private func readHeaders(_ node: YAMLNode?) throws(Failure) -> [(name: String, value: String)] {
        let section = try Section(node, file: path, key: "http_server_config", known: ["http2", "headers"])
        // accepted for those who share a file among exporters: HTTP/1.1 is what is spoken here
        _ = try section.bool("http2")
        let allowed: [String: [String]] = [
            "Content-Security-Policy": [], "X-Frame-Options": ["deny", "sameorigin"],
            "X-Content-Type-Options": ["nosniff"], "X-XSS-Protection": [], "Strict-Transport-Security": [],
        ]
        let fields = try Section(
            section.node("headers"), file: path, key: "http_server_config.headers", known: allowed.keys.sorted())
        var headers: [(name: String, value: String)] = []
        for (name, _) in fields.entries {
            guard let (value, node) = try fields.string(name) else { continue }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else {
                throw fields.error(name, node, "has a character that a header field cannot have")
            }
            if let values = allowed[name], !values.isEmpty, !values.contains(value) {
                throw fields.error(
                    name, node, "\(value.debugDescription) is unknown; known are \(values.joined(separator: ", "))")
            }
            headers.append((name, value))
        }
        return headers
    }

    private mutating func readUsers(_ node: YAMLNode?) throws(Failure) -> [String: BcryptHash] {
        let section = try Section(node, file: path, key: "basic_auth_users", known: nil)
        var users: [String: BcryptHash] = [:]
        for (name, node) in section.entries {
            guard !name.isEmpty, !name.contains(":") else {
                throw section.error(name, node, "a user's name is not empty and has no colon")
            }
            guard let text = node.text, let hash = BcryptHash(text) else {
                throw section.error(
                    name, node,
                    "is no bcrypt hash ($2y$, $2b$ or $2a$); make one with: htpasswd -nBC 10 \"\" | tr -d ':\\n'")
            }
            if hash.cost > 14 {
                warnings.append(
                    "\(path):\(node.line): the hash of cost \(hash.cost) takes seconds to check; 10 to 12 is usual")
            }
            users[name] = hash
        }
        return users
    }

    private func readRateLimit(_ node: YAMLNode?) throws(Failure) -> WebConfiguration.RateLimit? {
        let section = try Section(node, file: path, key: "rate_limit", known: ["interval", "burst"])
        var interval = Duration.zero
        if let (text, node) = try section.string("interval") {
            // a bare number is nanoseconds to Go
            guard let duration = Duration(go: text) ?? node.integer.flatMap({ $0 >= 0 ? .nanoseconds(Int64($0)) : nil })
            else {
                throw section.error("interval", node, "\(text.debugDescription) is no duration such as 1s or 100ms")
            }
            interval = duration
        }
        var burst: Int?
        if let node = section.node("burst") {
            guard let number = node.integer, number >= 0 else {
                throw section.error("burst", node, "is no whole number of 0 or more")
            }
            burst = number
        }
        guard interval > .zero else { return nil }
        guard let burst, burst > 0 else {
            throw Failure(
                file: path, line: node?.line, key: "rate_limit.burst",
                reason: "with an interval it must be at least 1, or no request at all is answered")
        }
        return WebConfiguration.RateLimit(interval: interval, burst: burst)
    }

    private mutating func readTLS(_ node: YAMLNode?) throws(Failure) -> WebConfiguration.TLS? {
        let section = try Section(
            node, file: path, key: "tls_server_config",
            known: [
                "cert", "cert_file", "key", "key_file", "client_auth_type", "client_ca", "client_ca_file",
                "client_allowed_sans", "min_version", "max_version", "cipher_suites", "prefer_server_cipher_suites",
                "curve_preferences",
            ])
        let certificate = try pem("cert", in: section)
        let key = try pem("key", in: section, isSecret: true)
        let clientCA = try pem("client_ca", in: section)
        let authentication = try clientAuthentication(section, clientCA)
        let (minVersion, maxVersion) = try versions(section)
        let suites = try cipherSuites(section, minVersion, maxVersion)
        _ = try section.bool("prefer_server_cipher_suites")
        var curves: [WebConfiguration.Curve] = []
        for (text, node) in try section.strings("curve_preferences") ?? [] {
            curves.append(try section.choice("curve_preferences", text, node))
        }
        let hasAny = section.entries.contains {
            ["cert", "cert_file", "key", "key_file", "client_auth_type", "client_ca", "client_ca_file"].contains($0.key)
                && !$0.node.isNull && $0.node.text?.isEmpty != true
        }
        guard let certificate, let key else {
            guard hasAny || !section.entries.isEmpty else { return nil }
            let (missing, other) = certificate == nil ? ("cert_file", "cert") : ("key_file", "key")
            throw Failure(
                file: path, line: node?.line, key: "tls_server_config",
                reason: "needs a certificate and its key: \(missing) or \(other) is missing")
        }
        if authentication == .requireAny || authentication == .request,
            clientCA != nil || section.node("client_allowed_sans") != nil
        {
            warnings.append(
                "\(path): with client_auth_type \(authentication.rawValue) a client may make its certificate itself, names "
                    + "and all; RequireAndVerifyClientCert asks for one of a known authority")
        }
        return WebConfiguration.TLS(
            certificate: certificate, key: key, clientAuthentication: authentication, clientCA: clientCA,
            allowedSANs: try section.strings("client_allowed_sans")?.map(\.text), minVersion: minVersion,
            maxVersion: maxVersion, cipherSuites: suites, curves: curves)
    }

    private func clientAuthentication(
        _ section: Section, _ clientCA: WebConfiguration.PEM?
    ) throws(Failure) -> WebConfiguration.ClientAuthentication {
        var authentication = WebConfiguration.ClientAuthentication.none
        if let (text, node) = try section.string("client_auth_type") {
            // an older name for the same
            authentication =
                text == "RequireClientCert" ? .requireAny : try section.choice("client_auth_type", text, node)
        }
        if let clientCA, authentication == .none {
            throw clientCA.error(
                "has no meaning without client_auth_type; set that to RequireAndVerifyClientCert")
        }
        if section.node("client_allowed_sans") != nil, !authentication.isRequired {
            throw section.error(
                "client_allowed_sans",
                nil,
                "needs client_auth_type RequireAndVerifyClientCert: others let clients in without a certificate"
            )
        }
        return authentication
    }

    private mutating func versions(
        _ section: Section
    ) throws(Failure) -> (WebConfiguration.TLSVersion, WebConfiguration.TLSVersion) {
        let known = ["TLS10", "TLS11", "TLS12", "TLS13"]
        var result = (WebConfiguration.TLSVersion.tls12, WebConfiguration.TLSVersion.tls13)
        if let (text, node) = try section.string("min_version") {
            guard known.contains(text) else {
                throw section.error("min_version", node, "\(text.debugDescription) is unknown; known are TLS12, TLS13")
            }
            if text == "TLS13" { result.0 = .tls13 }
            if text < "TLS12" {
                warnings.append(
                    "\(path):\(node.line): min_version \(text) is taken for TLS12, the oldest that is offered")
            }
        }
        if let (text, node) = try section.string("max_version") {
            guard known.contains(text) else {
                throw section.error("max_version", node, "\(text.debugDescription) is unknown; known are TLS12, TLS13")
            }
            guard text >= "TLS12" else {
                throw section.error("max_version", node, "\(text) is older than TLS12, the oldest that is offered")
            }
            if text == "TLS12" { result.1 = .tls12 }
            guard result.0 <= result.1 else {
                throw section.error("max_version", node, "is older than min_version: no version is left")
            }
        }
        return result
    }

    private func cipherSuites(
        _ section: Section, _ minVersion: WebConfiguration.TLSVersion, _ maxVersion: WebConfiguration.TLSVersion
    ) throws(Failure) -> [WebConfiguration.CipherSuite] {
        var suites: [WebConfiguration.CipherSuite] = []
        for (text, node) in try section.strings("cipher_suites") ?? [] {
            suites.append(try section.choice("cipher_suites", text, node))
        }
        if !suites.isEmpty, maxVersion == .tls12, suites.allSatisfy(\.isTLS13) {
            throw section.error(
                "cipher_suites", nil, "has suites of TLS 1.3 only, and max_version is TLS12: none is left")
        }
        return suites
    }

    /// The PEM that stands in the file, or in another one that it names.
    private mutating func pem(
        _ key: String, in section: Section, isSecret: Bool = false
    ) throws(Failure) -> WebConfiguration.PEM? {
        let inline = try section.string(key)
        guard let (name, node) = try section.string(key + "_file") else {
            return inline.map { WebConfiguration.PEM(bytes: Array($0.text.utf8), origin: section.origin(key, $0.node)) }
        }
        guard inline == nil else {
            throw section.error(key + "_file", node, "and \(key) are both given; one must go")
        }
        guard !name.contains(where: \.isNewline), !name.contains("-----BEGIN") else {
            // not repeated: it may be a key
            throw section.error(key + "_file", node, "is PEM text and no path; it belongs under \(key)")
        }
        let path = Self.path(name, besides: path)
        let file: RegularFile
        do throws(RegularFile.Failure) { file = try RegularFile(path) } catch {
            throw section.error(key + "_file", node, "\(path) \(error.reason)")
        }
        stamps[path] = file.stamp
        if isSecret, file.isReadableByOthers {
            warnings.append("\(path): the key can be read by every user; mend it with: chmod o-r")
        }
        return WebConfiguration.PEM(bytes: file.bytes, origin: section.origin(key + "_file", node))
    }

    private static func path(_ name: String, besides file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }
}
