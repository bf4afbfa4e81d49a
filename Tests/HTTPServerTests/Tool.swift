import Foundation

/// A program that users have, run to its end.
enum Tool {
    struct Output: Sendable {
        let status: Int32
        /// Standard output, and for `openssl` standard error as well.
        let text: String
    }

    static func curl(_ arguments: String...) async throws -> Output {
        try await run("curl", ["--silent", "--max-time", "20"] + arguments)
    }

    /// What curl says of the answer: its code, or 000 if there was none.
    static func code(_ arguments: String...) async throws -> String {
        try await run(
            "curl",
            ["--silent", "--max-time", "20", "--output", "/dev/null", "--write-out", "%{http_code}"] + arguments
        ).text
    }

    /// Shakes hands, says nothing and leaves; status 0 if that went well.
    static func handshake(_ port: Int, _ arguments: String...) async throws -> Output {
        try await run(
            "openssl", ["s_client", "-connect", "127.0.0.1:\(port)", "-verify_return_error"] + arguments,
            withErrors: true)
    }

    static func run(_ name: String, _ arguments: [String], withErrors: Bool = false) async throws -> Output {
        try await onThread {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [name] + arguments
            let pipe = Pipe()
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = pipe
            if withErrors { process.standardError = pipe }
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Output(status: process.terminationStatus, text: String(decoding: output, as: UTF8.self))
        }
    }
}
