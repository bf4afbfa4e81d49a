import Foundation
import HTTPServer
import Testing

/// The client that users have.
@Suite struct CurlTests {
    private func curl(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let output = try await Tool.run("curl", ["--silent", "--max-time", "20"] + arguments)
        return (output.status, output.text)
    }

    @Test func getTwiceOnOneConnection() async throws {
        try await RunningServer.with { running in
            let url = "http://127.0.0.1:\(running.port)/hello"
            let result = try await curl(["--fail", url, url])
            #expect(result.status == 0)
            #expect(result.output == "hello\nhello\n")
            #expect(running.statistics.connectionsAccepted == 1)
        }
    }

    @Test func overIPv6() async throws {
        // Absent where the kernel has no IPv6, as in some containers.
        guard access("/proc/net/if_inet6", R_OK) == 0 else { return }
        try await RunningServer.with(listening: ["[::1]:0"]) { running in
            let result = try await curl(["http://[::1]:\(running.port)/hello"])
            #expect(result.output == "hello\n")
        }
    }

    @Test(arguments: [
        (["--head"], 200), (["--data", "abc"], 405), (["--request", "GET", "--data", "abc"], 413),
        (["--request", "DELETE"], 405), (["--http1.0"], 200), (["--http2"], 200), (["--compressed"], 200),
        (
            ["--request", "GET", "--header", "Expect: 100-continue", "--data", String(repeating: "x", count: 100_000)],
            413
        ),
    ])
    func status(_ options: [String], _ status: Int) async throws {
        try await RunningServer.with { running in
            let url = "http://localhost:\(running.port)/hello"
            let arguments = options + ["--output", "/dev/null", "--write-out", "%{http_code}", url]
            let answer = try await curl(arguments)
            #expect(answer.status == 0)
            #expect(answer.output == String(status))
        }
    }
}
