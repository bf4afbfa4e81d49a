internal import Glibc
internal import NIOCore

/// A listening socket that systemd opened and hands over (sd_listen_fds(3)).
public struct InheritedSocket: Sendable {
    /// What it listens on.
    public let address: ListenAddress
    let descriptor: CInt

    /// The first descriptor that systemd hands over.
    private static let first: CInt = 3

    /// The sockets that this process was given; none if it was not started for a socket.
    ///
    /// Call it once, before the process starts others: the variables that tell of them are taken out of the environment.
    /// - Throws: ``InheritedSocketError`` for one that cannot be served.
    public static func all() throws(InheritedSocketError) -> [InheritedSocket] {
        defer { for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) } }
        guard variable("LISTEN_PID").flatMap({ pid_t($0) }) == getpid(),
            let count = variable("LISTEN_FDS").flatMap({ CInt($0) }), count > 0, count < 1024
        else { return [] }
        var sockets: [InheritedSocket] = []
        for descriptor in first..<first + count { sockets.append(try InheritedSocket(descriptor)) }
        return sockets
    }

    private init(_ descriptor: CInt) throws(InheritedSocketError) {
        guard Self.option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue),
            Self.option(SO_ACCEPTCONN, of: descriptor) == 1
        else { throw .notListening(descriptor: Int(descriptor)) }
        guard let address = Self.address(of: descriptor) else { throw .unknownAddress(descriptor: Int(descriptor)) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        self.address = address
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func option(_ option: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    private static func address(of descriptor: CInt) -> ListenAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return nil }
        return withUnsafePointer(to: &storage) { pointer in
            switch CInt(pointer.pointee.ss_family) {
            case AF_INET:
                let address = pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
                return address.ipAddress.map { ListenAddress(host: .ipv4($0), port: address.port ?? 0) }
            case AF_INET6:
                let address = pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    SocketAddress($0.pointee)
                }
                // one for all addresses takes IPv4 too
                guard let text = address.ipAddress else { return nil }
                return ListenAddress(host: text == "::" ? .all : .ipv6(text), port: address.port ?? 0)
            case AF_UNIX:
                let path = pointer.withMemoryRebound(to: sockaddr_un.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sun_path) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    }
                }
                return ListenAddress(host: .unix(path), port: 0)
            default: return nil
            }
        }
    }
}

/// Why a socket from systemd cannot be served.
public enum InheritedSocketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no stream socket that listens, as one with `Accept=yes` is not.
    case notListening(descriptor: Int)
    /// It is of a family that cannot be served.
    case unknownAddress(descriptor: Int)

    /// What is wrong and how to mend it.
    public var description: String {
        switch self {
        case .notListening(let descriptor):
            "descriptor \(descriptor) from systemd is no listening stream socket; use ListenStream= and Accept=no"
        case .unknownAddress(let descriptor):
            "descriptor \(descriptor) from systemd is of no family that is served; use a TCP or a unix socket"
        }
    }
}
