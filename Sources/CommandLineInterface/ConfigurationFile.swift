import Glibc

/// Why a file cannot be read.
public struct ConfigurationFileError: Error {
    /// In words.
    public let reason: String
    /// The system's number of it; `nil` for what the file is, not how it is reached.
    public var number: CInt?
}

/// A small file, as an operator writes it.
public enum ConfigurationFile {
    /// More than any such file has; what is longer is something else.
    private static let mostBytes = 1 << 20

    /// What it says, in UTF-8.
    public static func text(_ path: String) throws(ConfigurationFileError) -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw ConfigurationFileError(reason: "it is no UTF-8 text")
        }
        return text
    }

    /// What it holds.
    public static func bytes(_ path: String) throws(ConfigurationFileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= mostBytes else {
                throw ConfigurationFileError(reason: "it has more than \(mostBytes) bytes")
            }
        }
    }

    private static func failure(_ number: CInt) -> ConfigurationFileError {
        ConfigurationFileError(
            reason: "it cannot be read: \(unsafe String(cString: strerror(number)))", number: number)
    }
}
