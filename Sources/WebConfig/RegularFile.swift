import Glibc

/// A file as it was when it was read.
struct RegularFile {
    /// What tells a changed file: no content is read to find out.
    struct Stamp: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        /// The bytes of the times of the last change: to be compared, not read.
        let modified: [UInt8]
        let changed: [UInt8]

        /// The stamp of the file at a path now; `nil` if there is none.
        init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            modified = withUnsafeBytes(of: status.st_mtim) { Array($0) }
            changed = withUnsafeBytes(of: status.st_ctim) { Array($0) }
        }
    }

    /// Why a file cannot be read.
    struct Failure: Error {
        let reason: String
    }

    let bytes: [UInt8]
    let stamp: Stamp
    /// Whether others than its owner and its group may read it.
    let isReadableByOthers: Bool

    /// Far more than a configuration or a chain of certificates has.
    private static let mostBytes = 1 << 20

    /// Reads a file; never waits, as a pipe would have one do.
    init(_ path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Failure(reason: "cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(reason: "is no regular file")
        }
        guard status.st_size <= Self.mostBytes else { throw Failure(reason: "is larger than 1 MiB") }
        var buffer = [UInt8](repeating: 0, count: Self.mostBytes + 1)
        var count = 0
        while count < buffer.count {
            let more = buffer[count...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw Failure(reason: "cannot be read: \(String(cString: strerror(errno)))") }
            if more == 0 { break }
            count += more
        }
        guard count <= Self.mostBytes else { throw Failure(reason: "is larger than 1 MiB") }
        bytes = Array(buffer[..<count])
        stamp = Stamp(status)
        isReadableByOthers = status.st_mode & S_IROTH != 0
    }
}
