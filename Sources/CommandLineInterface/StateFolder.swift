import Glibc

/// A folder of the caller's own, in which a program keeps files for its next run.
///
/// Whoever else may write there could have the caller read or overwrite what is not theirs: so neither folder nor file may be a
/// symbolic link, both belong to the caller, and nobody else may write to them.
public struct StateFolder: Sendable {
    private let folder: CInt
    /// Where it is.
    public let path: String

    /// The folder, which is made if it is not there.
    ///
    /// - Throws: ``OperatorError`` for one that is not safe.
    public init(_ path: String) throws(OperatorError) {
        self.path = path
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.mistake(path, Self.words(errno)) }
        folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else {
            let isLink = errno == ELOOP || errno == ENOTDIR
            throw Self.mistake(path, isLink ? "it is no folder, or a symbolic link" : Self.words(errno))
        }
        var status = stat()
        var problem: String?
        if unsafe fstat(folder, &status) != 0 {
            problem = Self.words(errno)
        } else if status.st_uid != geteuid() {
            problem = "it belongs to another user"
        } else if status.st_mode & (S_IWGRP | S_IWOTH) != 0 {
            problem = "others may write to it"
        }
        if let problem {
            Glibc.close(folder)
            throw Self.mistake(path, problem)
        }
    }

    /// Closes the folder.
    public func close() { Glibc.close(folder) }

    /// What a file of a host and a mode is called.
    public static func name(host: String, mode: String, ending: String) -> String {
        let safe = host.utf8.map { byte in
            let isPlain =
                byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            return isPlain ? String(UnicodeScalar(byte)) : "_\(String(byte, radix: 16))"
        }
        // the end is for people; hosts that have it in common differ by the number
        let number = host.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(mode)-\(safe.joined().suffix(100))-\(String(number, radix: 16)).\(ending)"
    }

    /// What became of reading a file.
    public enum Content: Equatable {
        /// All of it.
        case bytes([UInt8])
        /// There is none.
        case absent
        /// Why it is none that the program wrote.
        case foreign(String)
    }

    /// What a file holds.
    ///
    /// - Parameter most: Bytes of the largest file that the program writes.
    public func read(_ name: String, most: Int) -> Content {
        let descriptor = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return errno == ENOENT ? .absent : .foreign(errno == ELOOP ? "it is a symbolic link" : Self.words(errno))
        }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return .foreign(Self.words(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .foreign("it is no file") }
        guard status.st_uid == geteuid() else { return .foreign("it belongs to another user") }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { return .foreign("others may write to it") }
        guard status.st_nlink == 1 else { return .foreign("it has another name as well") }
        guard status.st_size <= most else { return .foreign("it is too large") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        guard count == bytes.count else { return .foreign("it cannot be read") }
        return .bytes(bytes)
    }

    /// Puts a file in the place of the one of this name, whole or not at all.
    ///
    /// - Parameter what: What it keeps, as an error names it.
    /// - Throws: ``OperatorError`` with the system's words if there is no room, or the like.
    public func write(_ name: String, _ bytes: [UInt8], what: String) throws(OperatorError) {
        let draft = "\(name).\(getpid())"
        // of an earlier process of that number, as each of a container may have, which was ended before it was done
        unsafe unlinkat(folder, draft, 0)
        let descriptor = unsafe openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(what, errno) }
        var (count, problem) = (0, ENOSPC)
        while count < bytes.count {
            let written = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress.map { unsafe $0 + count }, bytes.count - count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                if written < 0 { problem = errno }
                break
            }
            count += written
        }
        Glibc.close(descriptor)
        let isWhole = count == bytes.count
        if isWhole, unsafe renameat(folder, draft, folder, name) == 0 { return }
        if isWhole { problem = errno }
        unsafe unlinkat(folder, draft, 0)
        throw failure(what, problem)
    }

    /// Keeps other processes from changing files of the folder until it is closed.
    ///
    /// - Returns: Whether it could be had in this time: a process that was stopped meanwhile keeps it.
    public func lock(within time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        while flock(folder, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < end else { return false }
            usleep(2_000)
        }
        return true
    }

    private func failure(_ what: String, _ number: CInt) -> OperatorError {
        .failure("--state-directory \(path): \(what) cannot be kept: \(Self.words(number))")
    }

    private static func mistake(_ path: String, _ reason: String) -> OperatorError {
        .usage(
            "--state-directory \(path): \(reason); give a folder of the user's own that nobody else may write to")
    }

    private static func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }
}
