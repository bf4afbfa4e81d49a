import HTTPServer
import Logging
import ServiceLifecycle

/// A server that runs during a test.
struct RunningServer: Sendable {
    let server: HTTPServer
    let serviceGroup: ServiceGroup

    var port: Int { server.boundAddresses[0].port }
    var statistics: HTTPServerStatistics { server.statistics }

    /// 5 MB that differ everywhere.
    static let largeBody = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    private static let routes: [String: HTTPHandler] = [
        "/hello": { _ in .text("hello\n") },
        "/large": { _ in HTTPResponse(contentType: "application/octet-stream", body: largeBody) },
        "/query": { request in
            .text(request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "\n"))
        },
        "/agent": { request in .text(request.header("user-agent") ?? "none") },
        "/injected": { _ in
            .text(
                "x",
                headers: [("X-Bad", "a\r\nX-Evil: 1"), ("Bad Name", "1"), ("Content-Length", "9"), ("X-Good", "1")]
            )
        },
    ]

    /// Runs a server around `body` and ends it gracefully.
    static func with(
        limits: HTTPServerLimits = HTTPServerLimits(),
        protection: Protection = .none,
        listening: [String] = ["127.0.0.1:0"],
        more: [String: HTTPHandler] = [:],
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = try await HTTPServer.bind(
            listening.map { try ListenAddress($0) },
            routes: routes.merging(more) { $1 },
            limits: limits,
            protection: protection,
            logger: logger
        )
        let group = ServiceGroup(services: [server], logger: logger)
        let running = Task { try await group.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(RunningServer(server: server, serviceGroup: group)))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try result.get()
    }
}

/// Something that a test waits for; for one waiter.
struct Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func open() { continuation.finish() }

    func wait() async { for await _ in stream {} }
}
