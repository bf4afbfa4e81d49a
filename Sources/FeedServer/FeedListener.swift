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
        try FeedServerError.check(path)
        lock = try FeedLock(of: path)
        let descriptor = try Self.listen(on: path)
        file = FileIdentity(of: path)
        do {
            channel = try await ServerBootstrap(group: group)
                // it listens anew
                .serverChannelOption(.backlog, value: Self.backlog)
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

    /// How many may wait to be let in: as many as there are places.
    private static let backlog: Int32 = 512

    private static func listen(on path: String) throws(FeedServerError) -> CInt {
        guard let address = UnixAddress(path: path) else { throw FeedServerError(tooLong: path) }
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
        if status == 0 { status = Glibc.listen(descriptor, backlog) }
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
