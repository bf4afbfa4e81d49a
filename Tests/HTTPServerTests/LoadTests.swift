import Foundation
import HTTPServer
import SeededRandom
import Testing

/// Many clients, slow clients and clients that send anything.
@Suite struct LoadTests {
    @Test func hundredAtOnce() async throws {
        try await RunningServer.with { running in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: running.port)
                            try client.get("/query?n=\(index)")
                            #expect(try client.response().text == "n=\(index)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(running.statistics.requests == [.init(route: "/query", status: 200): 100])
        }
    }

    @Test func slowReaderBesideAnother() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let slow = try RawClient(port: running.port, receiveBuffer: 4096)
                try slow.get("/large")
                #expect(try slow.receive(1000))
                let other = try RawClient(port: running.port)
                for _ in 0..<50 {
                    try other.get("/hello")
                    #expect(try other.response().text == "hello\n")
                    #expect(try slow.receive(1000))
                }
                #expect(try slow.response().body == RunningServer.largeBody)
            }
        }
    }

    @Test func slowHandlerBesideAnother() async throws {
        let gate = Gate()
        let handlers: [String: HTTPHandler] = [
            "/slow": { _ in
                await gate.wait()
                return .text("late\n")
            }
        ]
        try await RunningServer.with(more: handlers) { running in
            try await onThread {
                let slow = try RawClient(port: running.port)
                try slow.get("/slow")
                // Pipelined behind it: must wait, however fast its own handler is.
                try slow.get("/hello")
                let other = try RawClient(port: running.port)
                try other.get("/hello")
                #expect(try other.response().text == "hello\n")
                gate.open()
                #expect(try slow.response().text == "late\n")
                #expect(try slow.response().text == "hello\n")
            }
        }
    }

    @Test func clientThatLeaves() async throws {
        let gate = Gate()
        let left = Gate()
        let handlers: [String: HTTPHandler] = [
            "/slow": { _ in
                gate.open()
                await left.wait()
                return .text("nobody reads this\n")
            }
        ]
        try await RunningServer.with(more: handlers) { running in
            let client = try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/slow")
                return Unchecked(client)
            }
            await gate.wait()
            _ = consume client
            left.open()
            while running.statistics.connectionsOpen > 0 { try await Task.sleep(for: .milliseconds(10)) }
            try await onThread {
                let next = try RawClient(port: running.port)
                try next.get("/hello")
                #expect(try next.response().status == 200)
            }
        }
    }

    @Test func thousandsOfPipelinedRequests() async throws {
        try await RunningServer.with { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send(String(repeating: Self.shortRequest, count: 3000))
                for _ in 0..<3000 { #expect(try client.response().status == 200) }
            }
        }
    }

    /// Who sends more ahead than the server keeps, and ends, gets what was kept and then a refusal.
    @Test func moreRequestsAheadThanAreKept() async throws {
        let gate = Gate()
        let handlers: [String: HTTPHandler] = [
            "/slow": { _ in
                await gate.wait()
                return .text("late\n")
            }
        ]
        try await RunningServer.with(more: handlers) { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/slow")
                try client.send(String(repeating: Self.shortRequest, count: 10_000))
                client.finish()
                let other = try RawClient(port: running.port)
                try other.get("/hello")
                #expect(try other.response().status == 200)
                // Time for all of it to arrive; if it does not, everything is answered.
                usleep(300_000)
                gate.open()
                var statuses: [Int] = []
                while let response = try? client.response() { statuses.append(response.status) }
                #expect(statuses.dropLast().allSatisfy { $0 == 200 })
                #expect(statuses.last == (statuses.count == 10_001 ? 200 : 400))
            }
        }
    }

    private static let shortRequest = "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"

    @Test func garbage() async throws {
        var limits = HTTPServerLimits()
        limits.headerTimeout = .seconds(1)
        try await RunningServer.with(limits: limits) { running in
            try await onThread {
                for seed in UInt64(1)...500 {
                    var random = SplitMix64(seed: seed)
                    let client = try RawClient(port: running.port)
                    // The server may have closed on the first bytes already.
                    try? client.send(Self.garbage(using: &random))
                    if !random.oneIn(4) {
                        client.finish()
                        _ = try client.drain()
                    }
                }
                let client = try RawClient(port: running.port)
                try client.get("/hello")
                #expect(try client.response().text == "hello\n")
            }
        }
    }

    private static func garbage(using random: inout SplitMix64) -> [UInt8] {
        let pieces = [
            "GET", "HEAD", "POST", " ", "/hello", "/large", "/%", "?a=b&", " HTTP/1.1", " HTTP/1.0", "\r\n", "\n",
            "\r\n\r\n",
            "Host: a\r\n", "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n",
            "5\r\nabcde\r\n",
            "0\r\n\r\n", "Upgrade: h2c\r\n", "Connection: upgrade\r\n", "Connection: close\r\n", ": \r\n",
            "X:\t\r\n y\r\n",
            "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            if random.oneIn(6) {
                bytes += (0..<Int.random(in: 1...30, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            } else {
                bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
        }
        if random.oneIn(3), !bytes.isEmpty { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << 5 }
        return bytes
    }
}
