internal import Glibc

/// An address to listen on, written `host:port` or `unix:/path`.
///
/// The host is an IPv4 address, an IPv6 address in brackets, a name, or nothing for all addresses; port 0 lets the
/// system choose one: `127.0.0.1:9177`, `[::1]:9177`, `localhost:9177`, `:9177`.
public struct ListenAddress: Hashable, Sendable {
    /// What to listen on.
    public enum Host: Hashable, Sendable {
        /// All addresses of the machine, IPv6 and IPv4.
        case all
        /// An IPv4 address in dotted form.
        case ipv4(String)
        /// An IPv6 address, without brackets.
        case ipv6(String)
        /// A name to look up.
        case name(String)
        /// The path of a socket of this machine; it has no port.
        case unix(String)
    }

    /// The host part.
    public let host: Host
    /// The TCP port, 0 to 65535; 0 means that the system chooses one.
    public let port: Int

    /// Reads an address as an operator writes it.
    ///
    /// - Throws: an error that says what is wrong with the text.
    public init(_ text: String) throws(ListenAddressError) {
        let hostText: Substring
        let portText: Substring
        if text.hasPrefix("unix:") {
            let path = text.dropFirst("unix:".count)
            guard path.hasPrefix("/"), path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else {
                throw .invalidPath(text)
            }
            host = .unix(String(path))
            port = 0
            return
        }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .invalidHost(text) }
            let rest = text[text.index(after: end)...]
            guard rest.first == ":" else { throw .missingPort(text) }
            hostText = text[text.index(after: text.startIndex)..<end]
            portText = rest.dropFirst()
            guard Self.isIPv6(String(hostText)) else { throw .invalidHost(text) }
            host = .ipv6(String(hostText))
        } else {
            guard let colon = text.lastIndex(of: ":") else { throw .missingPort(text) }
            hostText = text[..<colon]
            portText = text[text.index(after: colon)...]
            if hostText.contains(":") {
                guard Self.isIPv6(text) || Self.isIPv6(String(hostText)) else { throw .invalidHost(text) }
                throw .missingBrackets(text)
            }
            guard let host = Self.host(hostText) else { throw .invalidHost(text) }
            self.host = host
        }
        guard (1...5).contains(portText.utf8.count), portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(portText), port <= 65_535
        else { throw .invalidPort(text) }
        self.port = port
    }

    /// What `sockaddr_un` holds, less the NUL at its end.
    private static let longestPath = 107

    init(host: Host, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only processes of this machine can connect: 127.0.0.0/8, `::1`, `localhost` and unix sockets.
    ///
    /// Another name is not taken for loopback, whatever it resolves to now.
    public var isLoopback: Bool {
        switch host {
        case .all: return false
        case .unix: return true
        case .name(let name): return name.lowercased() == "localhost"
        case .ipv4(let text), .ipv6(let text): return Self.isLoopback(text)
        }
    }

    /// Whether an IP address is one of this machine's alone.
    static func isLoopback(_ text: String) -> Bool {
        if bytes(of: text, family: AF_INET, count: 4)?.first == 127 { return true }
        guard let bytes = bytes(of: text, family: AF_INET6, count: 16) else { return false }
        let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xff }
        return isLoopback || (isMapped && bytes[12] == 127)
    }

    private static func host(_ text: Substring) -> Host? {
        if text.isEmpty { return .all }
        // What looks like numbers is an address: 10.1 or 1.2.3.400 must not be looked up as a name.
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) {
            return bytes(of: String(text), family: AF_INET, count: 4).map { _ in .ipv4(String(text)) }
        }
        let isName =
            text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy(isNameByte)
            }
        return isName ? .name(String(text)) : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isIPv6(_ text: String) -> Bool { bytes(of: text, family: AF_INET6, count: 16) != nil }

    private static func bytes(of text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as it is written: `host:port` or `unix:/path`.
    public var description: String {
        switch host {
        case .all: ":\(port)"
        case .ipv4(let host), .name(let host): "\(host):\(port)"
        case .ipv6(let host): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

/// Why a text is no address to listen on; each case carries the whole text.
public enum ListenAddressError: Error, Hashable, Sendable {
    /// There is no `:port` at the end.
    case missingPort(String)
    /// The port is not a number from 0 to 65535.
    case invalidPort(String)
    /// The host is neither an IP address nor a name.
    case invalidHost(String)
    /// An IPv6 address stands without brackets.
    case missingBrackets(String)
    /// The path of a unix socket is not absolute, or too long.
    case invalidPath(String)
}

extension ListenAddressError: CustomStringConvertible {
    /// What is wrong and how to write it.
    public var description: String {
        switch self {
        case .missingPort(let text):
            "the listen address \"\(text)\" has no port; write host:port, such as 127.0.0.1:9177"
        case .invalidPort(let text):
            "the port of the listen address \"\(text)\" is not a number from 0 to 65535"
        case .invalidHost(let text):
            "the host of the listen address \"\(text)\" is neither an IP address nor a host name; "
                + "write it like 127.0.0.1:9177, [::1]:9177, localhost:9177 or :9177"
        case .invalidPath(let text):
            "the listen address \"\(text)\" needs an absolute path of at most 107 bytes, such as unix:/run/virtpulse/http.sock"
        case .missingBrackets(let text):
            "the IPv6 address in the listen address \"\(text)\" needs brackets, such as [::1]:9177"
        }
    }
}
