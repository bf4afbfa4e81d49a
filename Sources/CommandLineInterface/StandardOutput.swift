import Glibc

/// Writes to standard output without a buffer between.
public enum StandardOutput {
    /// Writes everything.
    ///
    /// - Returns: Whether somebody reads it still.
    /// - Throws: If it cannot, but for a reader that went away and wants no more.
    @discardableResult
    public static func write(_ bytes: [UInt8]) throws(OperatorError) -> Bool {
        let problem = Descriptor.write(bytes, to: STDOUT_FILENO)
        guard problem != 0, problem != EPIPE else { return problem == 0 }
        let reason = unsafe String(cString: strerror(problem))
        throw .failure("cannot write to standard output: \(reason)")
    }

    /// Writes everything.
    ///
    /// - Throws: As for bytes.
    public static func write(_ text: String) throws(OperatorError) { try write(Array(text.utf8)) }
}

/// Writes to standard error without a buffer between.
public enum StandardError {
    /// Writes what it can; where it cannot, nobody could be told.
    public static func write(_ text: String) { _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO) }
}

private enum Descriptor {
    /// The error number of a write that failed, or 0.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return written < 0 ? errno : EIO }
            rest = rest.dropFirst(written)
        }
        return 0
    }
}
