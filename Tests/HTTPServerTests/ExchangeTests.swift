import HTTPServer
import Testing

/// What a client says and what it gets.
@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    @Test func keepAlive() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                for _ in 0..<3 {
                    try client.get("/hello")
                    let response = try client.response()
                    #expect(response.status == 200)
                    #expect(response.text == "hello\n")
                    #expect(response.header("Connection") == nil)
                    #expect(response.header("Cache-Control") == "no-store")
                    #expect(response.header("Content-Type") == "text/plain; charset=utf-8")
                }
            }
            #expect(running.statistics.connectionsAccepted == 1)
            #expect(running.statistics.requests == [.init(route: "/hello", status: 200): 3])
            // counted once the write is known to be over, which the client may see sooner; the suite's time limit ends this
            while running.statistics.bodyBytesSent < 18 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(running.statistics.bodyBytesSent == 18)
        }
    }

    @Test(arguments: [
        ("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close"),
        ("GET /hello HTTP/1.0\r\n\r\n", "close"),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n", "close"),
    ])
    func lastRequest(_ request: String, _ connection: String) async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send(request)
                let response = try client.response()
                #expect(response.text == "hello\n")
                #expect(response.header("Connection") == connection)
                #expect(try client.drain() == 0)
            }
        }
    }

    @Test func oldVersionWithKeepAlive() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                for _ in 0..<2 {
                    try client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    let response = try client.response()
                    #expect(response.text == "hello\n")
                    #expect(response.header("Connection") == "keep-alive")
                }
            }
        }
    }

    @Test func head() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.response(toHead: true).header("Content-Length") == "5000000")
                try client.send("HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.response(toHead: true).status == 404)
                try client.get("/hello")
                #expect(try client.response().text == "hello\n")
            }
        }
    }

    @Test func pipelining() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                var requests = ""
                for index in 0..<300 {
                    requests +=
                        "GET /query?n=\(index) HTTP/1.1\r\nHost: a\r\n\r\nHEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                    requests += "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\nPUT /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                }
                try client.send(requests + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /after")
                for index in 0..<300 {
                    #expect(try client.response().text == "n=\(index)")
                    #expect(try client.response(toHead: true).status == 200)
                    #expect(try client.response().status == 404)
                    #expect(try client.response().status == 405)
                }
                #expect(try client.response().text == "hello\n")
                #expect(try client.drain() == 0)
            }
            #expect(running.statistics.connectionsAccepted == 1)
        }
    }

    @Test func garbageBehindARequest() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nno request at all\r\n\r\n")
                #expect(try client.response().status == 200)
                #expect(try client.response().status == 400)
                #expect(try client.drain() == 0)
            }
        }
    }

    private static let longField = String(repeating: "x", count: 9000)
    private static let manyFields = (0..<100).map { "X-\($0): 1\r\n" }.joined()
    private static let manyBytes = (0..<20).map { "X-\($0): \(String(repeating: "y", count: 1000))\r\n" }.joined()

    @Test(arguments: [
        ("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404, false),
        ("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 405, false),
        ("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405, false),
        ("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405, true),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405, true), ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405, false),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 413, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 413, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", 413, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX: \(longField)\r\n\r\n", 431, true),
        ("GET /\(longField) HTTP/1.1\r\nHost: a\r\n\r\n", 431, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n\(manyFields)\r\n", 431, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n\(manyBytes)\r\n", 431, true), ("GET /hello HTTP/1.1\r\n\r\n", 400, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, true),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", 400, true),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, true),
        ("GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", 400, true), ("GET\r\n\r\n", 400, true),
        ("GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505, true),
    ])
    func refusals(_ request: String, _ status: Int, _ closes: Bool) async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send(request)
                let response = try client.response()
                #expect(response.status == status)
                #expect((response.header("Connection") == "close") == closes)
                #expect(response.header("Allow") == (status == 405 ? "GET, HEAD" : nil))
                #expect(!response.text.isEmpty)
                if closes {
                    #expect(try client.drain() == 0)
                } else {
                    try client.get("/hello")
                    #expect(try client.response().status == 200)
                }
            }
            #expect(running.statistics.requests[.init(route: nil, status: status)] == 1)
        }
    }

    /// The refusal must reach a client that is still sending.
    @Test func refusalOfALargeBody() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/hello", headers: "Content-Length: 1000000\r\n")
                for _ in 0..<10 { try client.send([UInt8](repeating: 0x61, count: 10_000)) }
                #expect(try client.response().status == 413)
            }
        }
    }

    @Test func queryAndHeaders() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/query?collect[]=a%20b&collect%5B%5D=c+d")
                #expect(try client.response().text == "collect[]=a b\ncollect[]=c d")
                try client.get("http://elsewhere/agent", headers: "uSER-aGENT: Prometheus/2\r\n")
                #expect(try client.response().text == "Prometheus/2")
            }
        }
    }

    @Test func handlersFieldsCannotBreakTheHead() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/injected")
                let response = try client.response()
                #expect(response.headers.map(\.name) == ["Content-Type", "Content-Length", "X-Good", "Cache-Control"])
                #expect(response.text == "x")
            }
        }
    }

    @Test func halfClosedClientIsAnswered() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/large")
                try client.get("/hello")
                client.finish()
                #expect(try client.response().body == RunningServer.largeBody)
                #expect(try client.response().text == "hello\n")
                #expect(try client.drain() == 0)
            }
        }
    }
}
