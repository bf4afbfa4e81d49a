package import Exposition
import Foundation

/// A running `virtpulse serve`.
package final class Agent: Sendable {
    /// Host and port it listens on.
    package let address: String
    private let child: ChildProcess

    /// Starts the agent on a port of the system's choice; `arguments` come behind `serve`.
    ///
    /// - Parameters:
    ///   - launcher: A program and its arguments that start the agent in some other way.
    ///   - listening: The options that say where.
    ///   - hasUsualFeed: Whether it may offer its feed at the usual path, which many agents of one machine would all want.
    package init(
        _ arguments: [String], environment: [String: String] = [:], launcher: [String] = [],
        listening: [String] = ["--web.listen-address", "127.0.0.1:0"], hasUsualFeed: Bool = false,
        program: String = Program.virtpulse
    ) async throws {
        let feed = hasUsualFeed || arguments.contains("--feed.socket") ? [] : ["--no-feed"]
        let command = launcher + [program, "serve"] + listening + feed + arguments
        let child = try ChildProcess(command[0], Array(command.dropFirst()), environment: environment)
        self.child = child
        address = try await eventually("the agent's listener") {
            let log = child.text(child.errors)
            if let status = child.exitStatus {
                throw Program.Failure(description: "the agent ended with status \(status): \(log)")
            }
            return log.firstMatch(of: /msg=listening address=(\S+)/).map { String($0.1) }
        }
    }

    /// Runs `body` with an agent, and ends it whatever comes.
    package static func with<Value: Sendable>(
        _ arguments: [String], environment: [String: String] = [:], _ body: (Agent) async throws -> Value
    ) async throws -> Value {
        let agent = try await Agent(arguments, environment: environment)
        defer { agent.kill() }
        return try await body(agent)
    }

    package var log: String { child.text(child.errors) }

    /// What the kernel says of it.
    package var figures: ProcessFigures { ProcessFigures(id: child.id) }

    package func kill() { child.end() }

    package func signal(_ number: Int32) { child.signal(number) }

    package var hasEnded: Bool { child.exitStatus != nil }

    /// Ends the agent as a service manager would, and returns its exit status.
    package func terminate(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        child.signal(signal)
        return try await eventually("the agent's end") { child.exitStatus }
    }

    package func get(_ path: String) async throws -> String {
        try await Program.output(
            of: "curl", ["--silent", "--show-error", "--fail", "--max-time", "20", "http://\(address)\(path)"])
    }

    /// The page, read strictly.
    package func page() async throws -> Exposition { try Exposition(try await get("/metrics")) }

    /// The page as a scraper gets it that waits for `timeout` and no longer, and the seconds it took.
    package func scrape(timeout: Duration = .seconds(3)) async throws -> (page: Exposition, seconds: Double) {
        let limit = String(timeout / .seconds(1))
        let answer = try await Program.run(
            "curl",
            [
                "--silent", "--show-error", "--fail", "--max-time", limit, "--write-out", "%{stderr}%{time_total}",
                "--header", "X-Prometheus-Scrape-Timeout-Seconds: \(limit)", "http://\(address)/metrics",
            ])
        guard answer.status == 0, let seconds = Double(answer.err) else {
            throw Program.Failure(description: "no page within \(limit) s: \(answer.err)")
        }
        return (try Exposition(answer.out), seconds)
    }

    /// The page once libvirt answers.
    package func pageWhenUp() async throws -> Exposition {
        try await eventually("libvirt_up 1") {
            let page = try await self.page()
            return page.value("libvirt_up") == 1 ? page : nil
        }
    }
}
