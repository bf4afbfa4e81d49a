import CommandLineInterface
import Feed
import Glibc
import NagiosOutput
import Snapshot

/// A sample that a check keeps for the next one, in a file of its caller's own.
///
/// Whoever else may write there could have the caller read or overwrite what is not theirs: so neither folder nor file may be a
/// symbolic link, both belong to the caller, and nobody else may write to them.
struct SampleFile: Sendable {
    private let folder: CInt
    private let name: String
    private let path: String

    /// Samples that are older make no rates: too much may have happened.
    private static let longestAge = Duration.seconds(3_600)
    private static let mostBytes = 64 << 20

    /// The file of a host and a mode in this folder, which is made if it is not there.
    ///
    /// - Throws: ``NagiosOutput/CheckMistake`` for a folder that is not safe.
    init(in path: String, host: String, mode: String) throws(CheckMistake) {
        self.path = path
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.mistake(path, Self.words(errno)) }
        folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else {
            let isLink = errno == ELOOP || errno == ENOTDIR
            throw Self.mistake(path, isLink ? "it is no folder, or a symbolic link" : Self.words(errno))
        }
        var status = stat()
        guard unsafe fstat(folder, &status) == 0 else { throw Self.mistake(path, Self.words(errno)) }
        guard status.st_uid == geteuid() else { throw Self.mistake(path, "it belongs to another user") }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { throw Self.mistake(path, "others may write to it") }
        let safe = host.utf8.map { byte in
            let isPlain =
                byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            return isPlain ? String(UnicodeScalar(byte)) : "_\(String(byte, radix: 16))"
        }
        // the end is for people; hosts that have it in common differ by the number
        let number = host.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        name = "\(mode)-\(safe.joined().suffix(100))-\(String(number, radix: 16)).sample"
    }

    /// Closes the folder.
    func close() { Glibc.close(folder) }

    /// The sample that was kept, and by how much its clock is behind this one's.
    ///
    /// - Parameters:
    ///   - now: The moment on this process's clock.
    ///   - leastAge: A younger one makes no rates: a check of other guests, or a repeated one, may just have kept it.
    func read(now: MonotonicTime, leastAge: Duration) -> (snapshot: Snapshot, shift: Duration)? {
        let descriptor = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_size > 16, status.st_size <= Self.mostBytes
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard unsafe Glibc.read(descriptor, &bytes, bytes.count) == bytes.count else { return nil }
        // how long the machine had run, and which start of it that was
        guard Self.number(bytes[8..<16]) == Self.boot else { return nil }
        let written = Duration.nanoseconds(Int64(bitPattern: Self.number(bytes[0..<8])))
        guard let sample = try? FeedSample(reading: Array(bytes[16...])) else { return nil }
        let passed = Self.uptime - written
        guard passed > .zero, passed >= leastAge, passed < Self.longestAge else { return nil }
        return (sample.snapshot, (now - sample.now) - passed)
    }

    /// Keeps a sample.
    ///
    /// - Parameter now: The moment on its clock.
    func write(_ snapshot: Snapshot, now: MonotonicTime) throws(CheckMistake) {
        let answers = FeedAnswers(FeedDaemon(version: version, interval: .zero, uri: ""))
        var bytes: [UInt8] = []
        let nanoseconds = Self.uptime / .nanoseconds(1)
        bytes += Self.bytes(UInt64(nanoseconds)) + Self.bytes(Self.boot)
        bytes += answers.head(at: now) + answers.body(snapshot, .all)
        let draft = "\(name).\(getpid())"
        // of an earlier process of that number, as each of a container may have, which was ended before it was done
        unsafe unlinkat(folder, draft, 0)
        let descriptor = unsafe openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
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
        throw Self.failure(path, problem)
    }

    private static func failure(_ path: String, _ number: CInt) -> CheckMistake {
        CheckMistake("--state-directory \(path): the sample cannot be kept: \(words(number))")
    }

    private static func mistake(_ path: String, _ reason: String) -> CheckMistake {
        CheckMistake(
            "--state-directory \(path): \(reason); give a folder of the user's own that nobody else may write to")
    }

    private static func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << ($1.offset * 8) }
    }

    /// How long the machine has run, sleep included.
    private static var uptime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// A number of this start of the machine.
    private static let boot: UInt64 = {
        let text = (try? ConfigurationFile.text("/proc/sys/kernel/random/boot_id")) ?? ""
        return UInt64(text.filter(\.isHexDigit).prefix(16), radix: 16) ?? 0
    }()
}
