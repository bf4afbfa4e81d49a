import CollectdOutput
import Glibc

/// collectd's configuration, as it lies on the disk.
enum CollectdFiles {
    /// How its files are read.
    static var onDisk: VirtBlock.Files {
        VirtBlock.Files(matching: CollectdPaths.matching, text: text, isMatch: isMatch)
    }

    /// More than any configuration has; what is longer is something else.
    private static let mostBytes = 1 << 20

    private static func isMatch(_ name: String, _ pattern: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

    private static func text(_ path: String) -> Result<String, ConfigurationError> {
        func failure(_ reason: String) -> Result<String, ConfigurationError> {
            .failure(ConfigurationError(ConfigurationPlace(file: path, line: 0), reason))
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return .failure(CollectdPaths.Problem(number: errno).error(path))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let reason = unsafe String(cString: strerror(errno))
                return failure("it cannot be read: \(reason)")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= mostBytes else { return failure("it has more than \(mostBytes) bytes") }
        }
        // collectd takes any bytes, and most of the file is other plugins'
        return .success(String(decoding: bytes, as: UTF8.self))
    }
}
