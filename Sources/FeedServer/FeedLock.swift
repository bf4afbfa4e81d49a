internal import Glibc
internal import Synchronization

/// The right to a socket's path, which one agent has at a time: two that start at once would each take the other's new
/// socket for one that an ended agent left.
final class FeedLock: Sendable {
    private let path: String
    private let descriptor: Mutex<CInt?>

    /// Takes it, in a file beside the socket.
    ///
    /// - Throws: ``FeedServerError`` if another agent has it, or the file cannot be made.
    init(of socket: String) throws(FeedServerError) {
        path = socket + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(of: socket, lock: path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            throw FeedServerError(path: socket, errno: number)
        }
        var (held, named) = (stat(), stat())
        // the one who had it takes the file away at its end
        guard fstat(descriptor, &held) == 0, lstat(path, &named) == 0, held.st_ino == named.st_ino,
            held.st_dev == named.st_dev
        else {
            close(descriptor)
            throw FeedServerError(path: socket, errno: EADDRINUSE)
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Why there is no lock: a file that is there is somebody else's, and one that cannot be made is the folder's fault.
    private static func failure(of socket: String, lock: String, _ number: CInt) -> FeedServerError {
        var status = stat()
        guard lstat(lock, &status) == 0 else { return FeedServerError(path: socket, errno: number) }
        let why = "its lock \(lock.debugDescription) cannot be opened (\(String(cString: strerror(number))))"
        return FeedServerError(path: socket, "\(why); remove it, or name another path")
    }

    deinit { release() }

    /// Gives it back.
    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            unlink(path)
            close(open)
            descriptor = nil
        }
    }
}
