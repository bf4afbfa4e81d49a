internal import NIOCore
internal import NIOSSL
internal import WebConfig

/// TLS for the connections of a server, made of certificates and a key that belong together.
struct TLSContext: Sendable {
    private let context: NIOSSLContext
    private let verification: Verification

    /// What is looked at of a client's certificate besides its authority.
    private enum Verification: Sendable {
        case none
        /// The certificate, of whatever authority, must have one of these names; `nil` if any will do.
        case anyAuthority(allowedSANs: Set<[UInt8]>?)
        /// The certificate, of a known authority, must have one of these names.
        case knownAuthority(allowedSANs: Set<[UInt8]>)
    }

    /// - Throws: ``WebConfigurationError`` if the certificates or the key are none, or do not belong together.
    init(_ tls: WebConfiguration.TLS) throws(WebConfigurationError) {
        let certificates = try Self.certificates(tls.certificate)
        let key = try Self.key(tls.key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = TLSVersion(tls.minVersion)
        configuration.maximumTLSVersion = TLSVersion(tls.maxVersion)
        configuration.applicationProtocols = ["http/1.1"]
        let suites = tls.cipherSuites.filter { !$0.isTLS13 }
        if !suites.isEmpty {
            configuration.cipherSuiteValues = suites.map { NIOTLSCipher($0) }
        } else if !tls.cipherSuites.isEmpty {
            // of TLS 1.2 no suite is wanted
            configuration.minimumTLSVersion = .tlsv13
        }
        if !tls.curves.isEmpty { configuration.curves = tls.curves.map { NIOTLSCurve($0) } }
        switch tls.clientAuthentication {
        case .none: break
        case .request, .verifyIfGiven: configuration.certificateVerification = .optionalVerification
        case .requireAny, .requireAndVerify: configuration.certificateVerification = .noHostnameVerification
        }
        if let clientCA = tls.clientCA { configuration.trustRoots = .certificates(try Self.certificates(clientCA)) }
        let allowed = tls.allowedSANs.map { Set($0.map { Array($0.utf8) }) }
        verification =
            switch tls.clientAuthentication {
            case .request, .requireAny: .anyAuthority(allowedSANs: allowed)
            case .requireAndVerify: allowed.map { .knownAuthority(allowedSANs: $0) } ?? .none
            case .none, .verifyIfGiven: .none
            }
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw tls.key.error("does not belong to the certificate, or TLS cannot use the two")
        }
    }

    /// What stands between a new connection's bytes and the server.
    func handler() -> NIOSSLServerHandler {
        switch verification {
        case .none: return NIOSSLServerHandler(context: context)
        case .anyAuthority(let allowed):
            return NIOSSLServerHandler(context: context) { certificates, promise in
                let isAllowed = certificates.first.map { $0.hasName(of: allowed) } ?? false
                promise.succeed(isAllowed ? .certificateVerified : .failed)
            }
        case .knownAuthority(let allowed):
            return NIOSSLServerHandler._makeSSLServerHandler(context: context) { certificate, channel in
                channel.eventLoop.makeCompletedFuture {
                    guard certificate.hasName(of: allowed) else { throw NIOSSLError.unableToValidateCertificate }
                }
            }
        }
    }

    private static func certificates(_ pem: WebConfiguration.PEM) throws(WebConfigurationError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do { certificates = try NIOSSLCertificate.fromPEMBytes(pem.bytes) } catch {
            throw pem.error("has no certificate in PEM, or a broken one")
        }
        guard !certificates.isEmpty else { throw pem.error("has no certificate in PEM") }
        return certificates
    }

    private static func key(_ pem: WebConfiguration.PEM) throws(WebConfigurationError) -> NIOSSLPrivateKey {
        // without a callback BoringSSL would ask for a passphrase on the terminal
        do {
            return try NIOSSLPrivateKey(bytes: pem.bytes, format: .pem) { (_: NIOSSLPassphraseSetter<[UInt8]>) in }
        } catch {
            throw pem.error("has no private key in PEM, or one that is encrypted or broken")
        }
    }
}

extension TLSVersion {
    fileprivate init(_ version: WebConfiguration.TLSVersion) {
        self =
            switch version {
            case .tls12: .tlsv12
            case .tls13: .tlsv13
            }
    }
}

extension NIOTLSCipher {
    fileprivate init(_ suite: WebConfiguration.CipherSuite) {
        self =
            switch suite {
            case .ecdheECDSAWithAES128CBCSHA: .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
            case .ecdheECDSAWithAES256CBCSHA: .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
            case .ecdheRSAWithAES128CBCSHA: .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
            case .ecdheRSAWithAES256CBCSHA: .TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
            case .ecdheECDSAWithAES128GCMSHA256: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            case .ecdheECDSAWithAES256GCMSHA384: .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            case .ecdheRSAWithAES128GCMSHA256: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            case .ecdheRSAWithAES256GCMSHA384: .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            case .ecdheRSAWithChaCha20Poly1305SHA256: .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            case .ecdheECDSAWithChaCha20Poly1305SHA256: .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            case .aes128GCMSHA256: .TLS_AES_128_GCM_SHA256
            case .aes256GCMSHA384: .TLS_AES_256_GCM_SHA384
            case .chaCha20Poly1305SHA256: .TLS_CHACHA20_POLY1305_SHA256
            }
    }
}

extension NIOTLSCurve {
    fileprivate init(_ curve: WebConfiguration.Curve) {
        self =
            switch curve {
            case .p256: .secp256r1
            case .p384: .secp384r1
            case .p521: .secp521r1
            case .x25519: .x25519
            case .x25519MLKEM768: .x25519_MLKEM768
            }
    }
}
