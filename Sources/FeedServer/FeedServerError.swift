internal import Feed
internal import Glibc

/// Why a feed cannot be offered.
public struct FeedServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, on which path, and what to do.
    public let reason: String
    /// Whether it may pass by itself, as when another agent still holds the socket.
    public let isTransient: Bool

    /// The same with the option that chose the path.
    public var description: String { "--feed.socket: \(reason)" }

    /// Sees that there can be a feed's socket at a path, as far as that can be seen without making it.
    ///
    /// - Throws: The error that tells why there cannot.
    public static func check(_ path: String) throws(FeedServerError) {
        guard UnixAddress(path: path) != nil else { throw FeedServerError(tooLong: path) }
        var status = stat()
        if lstat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFSOCK: break
            case S_IFLNK:
                throw FeedServerError(path: path, "it is a symbolic link; name what it leads to, or another path")
            default: throw FeedServerError(path: path, "there is a file that is no socket; name another path")
            }
        }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard stat(folder, &status) == 0 else { throw FeedServerError(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw FeedServerError(path: path, errno: ENOTDIR) }
        guard access(folder, W_OK | X_OK) == 0 else { throw FeedServerError(path: path, errno: errno) }
    }

    /// The error for a path.
    init(path: String, _ reason: String, isTransient: Bool = false) {
        self.reason = "cannot listen on \(path.debugDescription): \(reason)"
        self.isTransient = isTransient
    }

    /// The error for a path that is no socket's.
    init(tooLong path: String) {
        self.init(path: path, "a socket's path has 1 to \(UnixAddress.mostBytes) bytes")
    }

    /// The error for what a call of the system said.
    init(path: String, errno number: CInt) {
        switch number {
        case EADDRINUSE, EWOULDBLOCK:
            self.init(path: path, "another agent has this path; end it, or name another path", isTransient: true)
        case ENOENT: self.init(path: path, "its folder does not exist; make it, or name another path")
        case ENOTDIR: self.init(path: path, "its folder is none, but a file; name another path")
        case EACCES, EPERM, EROFS:
            self.init(path: path, "this user may not write to its folder; name another path")
        default: self.init(path: path, String(cString: strerror(number)))
        }
    }
}
