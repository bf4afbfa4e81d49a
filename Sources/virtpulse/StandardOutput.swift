import Glibc

/// Writes to standard output and standard error without a buffer between.
enum StandardOutput {
    static func write(_ bytes: [UInt8]) { Descriptor.write(bytes, to: STDOUT_FILENO) }
    static func write(_ text: String) { write(Array(text.utf8)) }
}

/// Writes to standard error.
enum StandardError {
    static func write(_ text: String) { Descriptor.write(Array(text.utf8), to: STDERR_FILENO) }
}

private enum Descriptor {
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            // a reader that went away wants no more
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
