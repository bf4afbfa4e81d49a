package import Foundation

/// Runs programs as a user would.
package enum Program {
    package struct Output: Sendable {
        package var status: Int32
        package var out: String
        package var err: String
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// The root of the package.
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The `virtpulse` that was built with these tests.
    package static let virtpulse = built("virtpulse")

    /// The `virtpulse-plugin` that was built with these tests.
    package static let plugin = built("virtpulse-plugin")

    /// The `virtpulse-snmp` that was built with these tests.
    package static let snmp = built("virtpulse-snmp")

    private static func built(_ name: String) -> String {
        let arguments = CommandLine.arguments
        let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Runs a program to its end, which comes within `limit` or is brought about.
    @discardableResult
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        limit: Duration = .seconds(60)
    ) async throws -> Output {
        let child = try ChildProcess(path, arguments, environment: environment, input: input ?? "")
        let end = ContinuousClock.now + limit
        while true {
            if let status = child.exitStatus {
                return Output(status: status, out: child.text(child.output), err: child.text(child.errors))
            }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure(
            description: "\(path) \(arguments) did not end within \(limit): \(child.text(child.errors))")
    }

    /// Runs a program that has to succeed, and returns what it printed.
    package static func output(of path: String, _ arguments: [String], limit: Duration = .seconds(60)) async throws
        -> String
    {
        let output = try await run(path, arguments, limit: limit)
        guard output.status == 0 else {
            throw Failure(description: "\(path) \(arguments) ended with \(output.status): \(output.err)")
        }
        return output.out
    }
}

/// Waits until `condition` gives something.
package func eventually<Value>(
    within limit: Duration = .seconds(20), _ what: String, _ condition: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + limit
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < end else { throw Program.Failure(description: "\(what) did not come about") }
        try await Task.sleep(for: .milliseconds(50))
    }
}
