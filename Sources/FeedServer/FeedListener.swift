internal import Feed
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
            unlink(path)
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
        guard let address = UnixAddress(path: path) else { throw FeedServerError(path: path, errno: ENAMETOOLONG) }
        let descriptor = UnixAddress.socket()
        guard descriptor >= 0 else { throw FeedServerError(path: path, errno: errno) }
        func bind() -> CInt { address.with { Glibc.bind(descriptor, $0, $1) } }
        // so that nobody else may connect, not even before the mode is changed: Linux gives the file what the socket has
        let mode: mode_t = 0o660
        var status = fchmod(descriptor, mode)
        if status == 0 { status = bind() }
        if status != 0, errno == EADDRINUSE, isAbandoned(path) {
            unlink(path)
            status = bind()
        }
        let isBound = status == 0
        // the mask may have taken the group's right
        if status == 0 { status = chmod(path, mode) }
        if status == 0 { status = Glibc.listen(descriptor, 512) }
        guard status == 0 else {
            let number = errno
            if isBound { unlink(path) }
            Glibc.close(descriptor)
            throw FeedServerError(path: path, errno: number)
        }
        return descriptor
    }

    /// Whether it is a socket at which nobody listens.
    private static func isAbandoned(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        do throws(FeedError) {
            _ = try FeedClient(path: path, within: .zero)
            return false
        } catch {
            return error == .absent(path: path)
        }
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
        case ENAMETOOLONG: self.init(path: path, "a socket's path has 1 to \(UnixAddress.mostBytes) bytes")
        default: self.init(path: path, String(cString: strerror(number)))
        }
    }
}
