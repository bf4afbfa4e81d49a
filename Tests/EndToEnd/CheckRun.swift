import Foundation
import RealGuests

/// What `virtpulse-plugin check` said.
struct CheckRun: CustomStringConvertible {
    let status: Int32
    /// The first line without values.
    let first: String
    /// By label, without their units.
    let values: [String: Double]
    /// By label, as they were written.
    let fields: [String: String]
    let details: [String]
    private let text: String

    var description: String { "[\(status)] \(text)" }

    /// Runs the check of a lab by libvirt itself, unless the arguments choose another source or URI.
    init(_ mode: String, _ arguments: [String] = [], _ lab: Lab) async throws {
        let source = arguments.contains("--source") ? [] : ["--source", "libvirt"]
        let uri = arguments.contains("--allow-read-write") ? lab.writableURI : lab.uri
        let host = arguments.contains("-u") ? [] : ["-u", uri]
        let output = try await Program.run(
            Program.plugin, ["check", "-m", mode, "--sample", "500ms"] + host + source + arguments,
            limit: .seconds(60))
        status = output.status
        text = output.out + output.err
        var lines = output.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let parts = (lines.first ?? "").split(separator: "|", maxSplits: 1)
        let line = String(parts.first ?? "")
        first = line.hasSuffix(" ") ? String(line.dropLast()) : line
        details = Array(lines.dropFirst())
        fields = parts.count == 2 ? Self.fields(String(parts[1])) : [:]
        values = fields.compactMapValues { text in
            Double(text.prefix { $0.isNumber || $0 == "." || $0 == "-" })
        }
    }

    /// As strictly as the guidelines have it: labels in quotation marks, and blanks between.
    private static func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for match in text.matches(of: /'([^'=]+)'=(\S+)/) { fields[String(match.1)] = String(match.2) }
        let written = fields.map { "'\($0.key)'=\($0.value)" }.sorted()
        // whatever is left over is no perfdata
        guard text.matches(of: /'[^'=]+'=\S+/).map({ String($0.0) }).sorted() == written else { return [:] }
        return fields
    }
}

extension Lab {
    /// What a check says of this lab.
    func check(_ mode: String, _ arguments: String...) async throws -> CheckRun {
        try await CheckRun(mode, arguments, self)
    }

    /// What checks say by a daemon's feed.
    func checkingByFeed(
        _ options: [String] = [],
        _ body: (Agent, _ check: (String, [String]) async throws -> CheckRun) async throws -> Void
    ) async throws {
        let path = FeedTests.path()
        try await Agent.with(
            ["--libvirt.uri", uri, "--feed.socket", path, "--sample.interval", "1s", "--sample.deadline", "2s"]
                + options
        ) { agent in
            _ = try await agent.pageWhenUp()
            try await body(agent) { mode, arguments in
                try await CheckRun(mode, ["--source", "feed", "--feed.socket", path] + arguments, self)
            }
        }
    }
}
