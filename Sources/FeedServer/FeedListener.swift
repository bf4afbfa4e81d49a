internal import Feed
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The socket's file.
struct FeedListener {
    let path: String

    /// Listens, in the place of a socket that nobody answers at any more, without accepting anybody yet.
    func bind(
        group: MultiThreadedEventLoopGroup, core: NIOLoopBoundBox<FeedCore>
    ) async throws(FeedServerError) -> any Channel {
        do {
            return try await listen(group, core)
        } catch let error as IOError where error.errnoCode == EADDRINUSE && isAbandoned {
            unlink()
        } catch {
            throw failure(error)
        }
        do { return try await listen(group, core) } catch { throw failure(error) }
    }

    func unlink() { Glibc.unlink(path) }

    private func listen(
        _ group: MultiThreadedEventLoopGroup, _ core: NIOLoopBoundBox<FeedCore>
    ) async throws -> any Channel {
        // nobody else may connect, not even before the mode could be changed
        let mask = umask(0o117)
        defer { umask(mask) }
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FeedReader(core: core.value))
                }
            }
            .bind(unixDomainSocketPath: path).get()
    }

    /// Whether it is a socket at which nobody answers.
    private var isAbandoned: Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        do throws(FeedError) {
            _ = try FeedClient(path: path)
            return false
        } catch {
            return error == .absent(path: path)
        }
    }

    private func failure(_ error: any Error) -> FeedServerError {
        func failed(_ reason: String, isTransient: Bool = false) -> FeedServerError {
            FeedServerError(
                reason: "cannot listen on \(path.debugDescription): \(reason)", isTransient: isTransient)
        }
        guard let error = error as? IOError else { return failed("\(error)") }
        return switch error.errnoCode {
        case EADDRINUSE: failed("another agent listens there, or it is no socket; name another path", isTransient: true)
        case ENOENT: failed("its folder does not exist; make it, or name another path")
        case EACCES, EPERM: failed("this user may not write to its folder; name another path")
        case ENAMETOOLONG: failed("a socket's path has at most 107 bytes")
        default: failed(String(cString: strerror(error.errnoCode)))
        }
    }
}
