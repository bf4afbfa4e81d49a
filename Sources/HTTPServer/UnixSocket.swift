internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The file of a unix socket that is listened on.
struct UnixSocket {
    let path: String

    /// Listens, in the place of a file that an earlier server left behind, but not of one that somebody answers at.
    func listen(as address: ListenAddress, _ bootstrap: ServerBootstrap) async throws(HTTPServerError) -> Listener {
        do {
            return try await bind(address, bootstrap)
        } catch  where error == .addressInUse(address) {
            guard await isAbandoned() else { throw error }
            unlink(path)
            return try await bind(address, bootstrap)
        } catch {
            throw error
        }
    }

    private func bind(_ address: ListenAddress, _ bootstrap: ServerBootstrap) async throws(HTTPServerError) -> Listener
    {
        do {
            let channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
            var listener = Listener(address: address, channel: channel)
            listener.ownsSocketFile = true
            return listener
        } catch let error as IOError {
            throw HTTPServerError(error, address: address)
        } catch {
            throw .cannotListen(address, reason: "\(error)")
        }
    }

    /// Whether it is a socket at which nobody answers.
    private func isAbandoned() async -> Bool {
        // connecting to a file of any other kind is refused as well
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path).get()
            try? await channel.close().get()
            return false
        } catch let error as IOError {
            return error.errnoCode == ECONNREFUSED
        } catch {
            return false
        }
    }
}
