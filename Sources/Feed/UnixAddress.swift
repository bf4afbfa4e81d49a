package import Glibc

/// The address of a unix socket (unix(7)).
package struct UnixAddress {
    private var address = sockaddr_un()

    /// `nil` for a path that has no bytes, a zero among them, or more than an address holds.
    package init?(path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.mostBytes, !bytes.contains(0) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    /// The most bytes that a path may have.
    package static let mostBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// A new socket that such an address is for, which does not block.
    ///
    /// Negative, with `errno`, where the system gives none.
    package static func socket() -> CInt {
        Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    /// Calls `connect` or `bind` with it.
    package func with(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
