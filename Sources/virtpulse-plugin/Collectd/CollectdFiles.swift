import CollectdOutput
import Glibc

/// collectd's configuration, as it lies on the disk.
enum CollectdFiles {
    /// How its files are read.
    static var onDisk: VirtBlock.Files {
        VirtBlock.Files(matching: { matching($0).map { .success($0) } }, text: text, isMatch: isMatch)
    }

    /// More than any configuration has; what is longer is something else.
    private static let mostBytes = 1 << 20

    private static func matching(_ pattern: String) -> [String] { unfolded(expanded(pattern), depth: 0) }

    /// The paths that a pattern of the shell means, by name.
    private static func expanded(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        // a path that is none of a pattern's is itself
        guard unsafe glob(pattern, GLOB_NOCHECK, nil, &found) == 0 else { return [pattern] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { position in
            unsafe found.gl_pathv[position].map { unsafe String(cString: $0) }
        }
    }

    /// The files among these, those in folders with them.
    private static func unfolded(_ paths: [String], depth: Int) -> [String] {
        paths.flatMap { path -> [String] in
            var status = stat()
            let isFolder = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            guard isFolder else { return [path] }
            // as deep as collectd goes
            guard depth < 8 else { return [] }
            let inside = expanded("\(path)/*").filter { $0 != "\(path)/*" }
            return unfolded(inside, depth: depth + 1)
        }
    }

    private static func isMatch(_ name: String, _ pattern: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

    private static func text(_ path: String) -> Result<String, ConfigurationError> {
        func failure(_ reason: String) -> Result<String, ConfigurationError> {
            .failure(ConfigurationError(ConfigurationPlace(file: path, line: 0), reason))
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            return failure("it cannot be read: \(reason); let the user that collectd runs this as read it")
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
