import Feed
import Glibc

/// A unix socket of a client that keeps no rules.
final class RawSocket: Sendable {
    private let descriptor: CInt

    init(_ path: String) throws {
        descriptor = Self.socket()
        let status = Self.withAddress(path) { connect(descriptor, $0, $1) }
        guard status == 0 else { throw FeedError.absent(path: path) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) }

    /// Reads so many answers, or as many as come before the other end closes.
    func countAnswers(_ count: Int) -> Int {
        for answer in 0..<count {
            guard let head = receive(FeedFrame.headSize), receive(FeedFrame.length(head)) != nil else { return answer }
        }
        return count
    }

    private func receive(_ length: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: length)
        return recv(descriptor, &bytes, length, CInt(MSG_WAITALL)) == length ? bytes : nil
    }

    /// Reads nothing until the other end has closed, or so many seconds have passed.
    func hasEnded(within seconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&entry, 1, seconds * 1000) == 1 && entry.revents & Int16(POLLHUP | POLLERR) != 0
    }

    /// Leaves the file of a socket that nobody listens on.
    static func abandon(_ path: String) throws {
        let descriptor = socket()
        defer { close(descriptor) }
        guard withAddress(path, { bind(descriptor, $0, $1) }) == 0 else { throw FeedError.absent(path: path) }
    }

    private static func socket() -> CInt { Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0) }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
