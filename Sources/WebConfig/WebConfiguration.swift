/// How the HTTP endpoint is protected: what the Prometheus exporters' web configuration file says.
///
/// The keys and their meaning are those of the Prometheus exporter toolkit's "web configuration" page.
public struct WebConfiguration: Sendable {
    /// TLS; `nil` for cleartext.
    public var tls: TLS?
    /// Header fields that every response carries, in the order of the file.
    public var headers: [(name: String, value: String)] = []
    /// The bcrypt hashes of the users' passwords; empty if nobody has to log in.
    public var users: [String: BcryptHash] = [:]
    /// How many requests are answered; `nil` for all.
    public var rateLimit: RateLimit?

    /// Cleartext for everybody.
    public init() {}

    /// A token bucket for all requests together.
    public struct RateLimit: Hashable, Sendable {
        /// The time after which one more request is answered; above zero.
        public var interval: Duration
        /// How many requests may come at once; at least 1.
        public var burst: Int

        /// A bucket of this size.
        public init(interval: Duration, burst: Int) {
            self.interval = interval
            self.burst = burst
        }
    }

    /// What `tls_server_config` says.
    public struct TLS: Sendable {
        /// The server's certificate, followed by those of its issuers.
        public var certificate: PEM
        /// The key of the certificate.
        public var key: PEM
        /// Whether clients show certificates.
        public var clientAuthentication = ClientAuthentication.none
        /// The authorities of clients' certificates; `nil` for those of the system.
        public var clientCA: PEM?
        /// Of these subject alternative names a client's certificate must have one; `nil` if any will do.
        public var allowedSANs: [String]?
        /// The oldest version offered.
        public var minVersion = TLSVersion.tls12
        /// The newest version offered.
        public var maxVersion = TLSVersion.tls13
        /// The cipher suites of TLS 1.2 in order of preference, by the names of RFC 5246 and its kin; empty for the default.
        public var cipherSuites: [CipherSuite] = []
        /// The groups of the key exchange in order of preference; empty for the default.
        public var curves: [Curve] = []
    }

    /// Certificates or a key in PEM, and where they come from.
    public struct PEM: Sendable, CustomStringConvertible {
        /// The text.
        public let bytes: [UInt8]
        /// Where an error about it points.
        public let origin: Origin

        /// Never the text itself, which may be a key.
        public var description: String { "PEM of \(origin.file)" }

        /// An error about what the text says.
        public func error(_ reason: String) -> WebConfigurationError {
            WebConfigurationError(file: origin.file, line: origin.line, key: origin.key, reason: reason)
        }
    }

    /// A place in a configuration file.
    public struct Origin: Hashable, Sendable {
        /// The configuration file.
        public let file: String
        /// Counted from 1.
        public let line: Int
        /// The key in dotted form.
        public let key: String
    }

    /// Versions of TLS that are offered.
    public enum TLSVersion: Int, Comparable, Sendable {
        /// RFC 5246.
        case tls12
        /// RFC 8446.
        case tls13

        /// By age.
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// What is asked of a client.
    public enum ClientAuthentication: String, CaseIterable, Sendable {
        /// No certificate is asked for.
        case none = "NoClientCert"
        /// A certificate is asked for; none, or any, will do.
        case request = "RequestClientCert"
        /// There must be a certificate; any will do.
        case requireAny = "RequireAnyClientCert"
        /// A certificate that comes must be of a known authority.
        case verifyIfGiven = "VerifyClientCertIfGiven"
        /// There must be a certificate of a known authority.
        case requireAndVerify = "RequireAndVerifyClientCert"

        /// Whether there must be a certificate.
        public var isRequired: Bool { self == .requireAny || self == .requireAndVerify }
    }

    /// Cipher suites that can be chosen; TLS 1.3 has its own, which nobody chooses.
    public enum CipherSuite: String, CaseIterable, Sendable {
        // the names are the standards'
        case ecdheECDSAWithAES128CBCSHA = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        case ecdheECDSAWithAES256CBCSHA = "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        case ecdheRSAWithAES128CBCSHA = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
        case ecdheRSAWithAES256CBCSHA = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
        case ecdheECDSAWithAES128GCMSHA256 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        case ecdheECDSAWithAES256GCMSHA384 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        case ecdheRSAWithAES128GCMSHA256 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        case ecdheRSAWithAES256GCMSHA384 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        case ecdheRSAWithChaCha20Poly1305SHA256 = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
        case ecdheECDSAWithChaCha20Poly1305SHA256 = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        case aes128GCMSHA256 = "TLS_AES_128_GCM_SHA256"
        case aes256GCMSHA384 = "TLS_AES_256_GCM_SHA384"
        case chaCha20Poly1305SHA256 = "TLS_CHACHA20_POLY1305_SHA256"

        /// Whether it belongs to TLS 1.3 alone.
        public var isTLS13: Bool {
            switch self {
            case .aes128GCMSHA256, .aes256GCMSHA384, .chaCha20Poly1305SHA256: true
            default: false
            }
        }
    }

    /// Groups of the key exchange.
    public enum Curve: String, CaseIterable, Sendable {
        /// NIST P-256.
        case p256 = "CurveP256"
        /// NIST P-384.
        case p384 = "CurveP384"
        /// NIST P-521.
        case p521 = "CurveP521"
        /// RFC 7748.
        case x25519 = "X25519"
        /// X25519 with ML-KEM-768, against recordings for later quantum computers.
        case x25519MLKEM768 = "X25519MLKEM768"
    }
}
