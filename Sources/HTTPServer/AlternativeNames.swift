internal import Glibc
internal import NIOSSL

extension NIOSSLCertificate {
    /// Whether one of these is a subject alternative name of the certificate (RFC 5280, section 4.2.1.6): a DNS name, an
    /// e-mail address, an IP address or a URI, exactly as it stands there; `nil` if any certificate will do.
    func hasName(of allowed: Set<[UInt8]>?) -> Bool {
        guard let allowed else { return true }
        return _subjectAlternativeNames().contains { name in
            let bytes = Array(name.contents)
            return switch name.nameType {
            case .dnsName, .email, .uri: allowed.contains(bytes)
            case .ipAddress: Self.address(bytes).map { allowed.contains(Array($0.utf8)) } ?? false
            default: false
            }
        }
    }

    /// An address in its usual form.
    private static func address(_ bytes: [UInt8]) -> String? {
        let family = bytes.count == 4 ? AF_INET : bytes.count == 16 ? AF_INET6 : nil
        guard let family else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
