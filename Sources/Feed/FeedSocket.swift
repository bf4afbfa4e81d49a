import Glibc

/// A unix socket, read and written until a deadline.
struct FeedSocket {
    let descriptor: CInt
    let path: String
    let deadline: ContinuousClock.Instant
    /// What the deadline was when it began, for who is told that it passed.
    let time: Duration

    /// Connects to a path; the descriptor does not block.
    ///
    /// - Parameter time: How long to wait for a daemon at which very many connect at once.
    static func connect(to path: String, within time: Duration) throws(FeedError) -> CInt {
        guard let address = UnixAddress(path: path) else {
            throw .broken(path: path, reason: "a socket's path has 1 to \(UnixAddress.mostBytes) bytes")
        }
        let descriptor = UnixAddress.socket()
        guard descriptor >= 0 else { throw .broken(path: path, reason: message(errno)) }
        let deadline = ContinuousClock.now + time
        var status: CInt
        repeat {
            status = address.with { Glibc.connect(descriptor, $0, $1) }
            // unix(7): there is no room among those who wait to be let in
            guard status != 0, errno == EAGAIN, ContinuousClock.now < deadline else { break }
            usleep(5_000)
        } while true
        guard status == 0 else {
            let number = errno
            close(descriptor)
            switch number {
            case ECONNREFUSED where !isSocket(path):
                throw .broken(path: path, reason: "it is no socket; name the one of `virtpulse serve`")
            case ENOENT, ECONNREFUSED, ENOTDIR: throw .absent(path: path)
            case EACCES, EPERM: throw .denied(path: path)
            case EAGAIN: throw .late(path: path, time)
            default: throw .broken(path: path, reason: message(number))
            }
        }
        return descriptor
    }

    func send(_ bytes: [UInt8]) throws(FeedError) {
        var sent = 0
        while sent < bytes.count {
            // a daemon that is gone is an error, not the end of the process
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            // a daemon that closed may have said why
            if count < 0, errno == EPIPE { return }
            if count > 0 { sent += count } else { try wait(for: POLLOUT, count) }
        }
    }

    func receive(_ length: Int) throws(FeedError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(length, 1 << 18))
        while bytes.count < length {
            let wanted = min(buffer.count, length - bytes.count)
            let count = recv(descriptor, &buffer, wanted, 0)
            if count == 0 { throw .broken(path: path, reason: "the daemon closed it") }
            if count > 0 { bytes += buffer[..<count] } else { try wait(for: POLLIN, count) }
        }
        return bytes
    }

    /// Waits until the socket can go on, after a call that could not.
    private func wait(for events: CInt, _ result: Int) throws(FeedError) {
        guard result < 0, errno == EAGAIN || errno == EINTR else {
            throw .broken(path: path, reason: Self.message(errno))
        }
        let left = deadline - .now
        guard left > .zero else { throw .late(path: path, time) }
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let milliseconds = CInt(clamping: left.feedNanoseconds / 1_000_000 + 1)
        guard poll(&entry, 1, milliseconds) != 0 else { throw .late(path: path, time) }
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFSOCK
    }

    private static func message(_ number: CInt) -> String { String(cString: strerror(number)) }
}
