internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The socket's file, and who is let in by it.
final class FeedListener: Sendable {
    private let path: String
    private let lock: FeedLock
    private let channel: any Channel
    /// Which file it is, for another may stand there by the time it is to go.
    private let file: FileIdentity?

    /// Listens, in the place of a socket that nobody answers at any more, without accepting anybody yet.
    ///
    /// - Throws: ``FeedServerError`` that names the path and the mend.
    init(
        path: String, group: MultiThreadedEventLoopGroup, core: NIOLoopBoundBox<FeedCore>
    ) async throws(FeedServerError) {
        self.path = path
        lock = try FeedLock(of: path)
        let descriptor = try Self.listen(on: path)
        file = FileIdentity(of: path)
        do {
            channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.autoRead, value: false)
                .childChannelOption(.autoRead, value: false)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(FeedReader(core: core.value))
                    }
                }
                .withBoundSocket(descriptor).get()
        } catch {
            Glibc.unlink(path)
            lock.release()
            throw FeedServerError(path: path, "\(error)")
        }
    }

    /// Lets readers in.
    func open() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Lets nobody in any more, and takes the file away.
    func close() async {
        if file == FileIdentity(of: path) { unlink(path) }
        try? await channel.close().get()
        lock.release()
    }

    private static func listen(on path: String) throws(FeedServerError) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw FeedServerError(path: path, errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw FeedServerError(path: path, errno: errno) }
        // so that nobody else may connect, not even before the mode is changed: Linux gives the file what the socket has
        let mode: mode_t = 0o660
        fchmod(descriptor, mode)
        var status = bind(descriptor, to: address)
        if status != 0, errno == EADDRINUSE, isAbandoned(path, address) {
            unlink(path)
            status = bind(descriptor, to: address)
        }
        // the mask may have taken the group's right
        if status == 0 { status = chmod(path, mode) }
        if status == 0 { status = Glibc.listen(descriptor, 512) }
        guard status == 0 else {
            let number = errno
            Glibc.close(descriptor)
            throw FeedServerError(path: path, errno: number)
        }
        return descriptor
    }

    private static func bind(_ descriptor: CInt, to address: sockaddr_un) -> CInt {
        withSocketAddress(address) { Glibc.bind(descriptor, $0, $1) }
    }

    private static func withSocketAddress(
        _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Whether it is a socket at which nobody listens.
    private static func isAbandoned(_ path: String, _ address: sockaddr_un) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return withSocketAddress(address) { connect(descriptor, $0, $1) } != 0 && errno == ECONNREFUSED
    }
}

/// Which file a path names.
private struct FileIdentity: Equatable, Sendable {
    let device: dev_t
    let number: ino_t

    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        (device, number) = (status.st_dev, status.st_ino)
    }
}

extension FeedServerError {
    /// Why it cannot be listened on a path.
    init(path: String, _ reason: String, isTransient: Bool = false) {
        self.init(reason: "cannot listen on \(path.debugDescription): \(reason)", isTransient: isTransient)
    }

    /// The error for what a call of the system said.
    init(path: String, errno number: CInt) {
        switch number {
        case EADDRINUSE, EWOULDBLOCK:
            self.init(
                path: path, "another agent listens there, or it is no socket; name another path", isTransient: true)
        case ENOENT, ENOTDIR: self.init(path: path, "its folder does not exist; make it, or name another path")
        case EACCES, EPERM, EROFS:
            self.init(path: path, "this user may not write to its folder; name another path")
        case ENAMETOOLONG: self.init(path: path, "a socket's path has 1 to 107 bytes")
        default: self.init(path: path, String(cString: strerror(number)))
        }
    }
}
