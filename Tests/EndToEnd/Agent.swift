import Exposition
import Foundation

/// A running `virtpulse serve`.
final class Agent: Sendable {
    let address: String
    private let child: ChildProcess

    /// Starts the agent on a port of the system's choice; `arguments` come behind `serve`.
    ///
    /// - Parameter launcher: A program and its arguments that start the agent in some other way.
    init(_ arguments: [String], environment: [String: String] = [:], launcher: [String] = []) async throws {
        let command = launcher + [Program.virtpulse, "serve", "--web.listen-address", "127.0.0.1:0"] + arguments
        let child = try ChildProcess(command[0], Array(command.dropFirst()), environment: environment)
        self.child = child
        address = try await eventually("the agent's listener") {
            let log = child.text(child.errors)
            if child.exitStatus != nil { throw Program.Failure(description: "the agent ended: \(log)") }
            return log.firstMatch(of: /msg=listening address=(\S+)/).map { String($0.1) }
        }
    }

    /// Runs `body` with an agent, and ends it whatever comes.
    static func with<Value: Sendable>(
        _ arguments: [String], environment: [String: String] = [:], _ body: (Agent) async throws -> Value
    ) async throws -> Value {
        let agent = try await Agent(arguments, environment: environment)
        defer { agent.kill() }
        return try await body(agent)
    }

    var log: String { child.text(child.errors) }

    func kill() { child.end() }

    /// Ends the agent as a service manager would, and returns its exit status.
    func terminate(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        child.signal(signal)
        return try await eventually("the agent's end") { child.exitStatus }
    }

    func get(_ path: String) async throws -> String {
        try await Program.output(
            of: "curl", ["--silent", "--show-error", "--fail", "--max-time", "20", "http://\(address)\(path)"])
    }

    /// The page, read strictly.
    func page() async throws -> Exposition { try Exposition(try await get("/metrics")) }

    /// The page once libvirt answers.
    func pageWhenUp() async throws -> Exposition {
        try await eventually("libvirt_up 1") {
            let page = try await self.page()
            return page.value("libvirt_up") == 1 ? page : nil
        }
    }
}
