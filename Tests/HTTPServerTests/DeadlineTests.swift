import Foundation
import HTTPServer
import Testing

/// Clients that take their time; that the server acts is tested, not when.
@Suite struct DeadlineTests {
    private func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.lingerTimeout = .milliseconds(50)
        change(&limits)
        return limits
    }

    @Test func drippedHeader() async throws {
        try await RunningServer.with(limits: limits { $0.headerTimeout = .milliseconds(200) }) { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ")
                // Far more drips than the time allows: only the server can end this.
                var isOpen = true
                for _ in 0..<2000 where isOpen {
                    usleep(10_000)
                    do { try client.send("x") } catch { isOpen = false }
                }
                #expect(!isOpen)
            }
            #expect(running.statistics.requests == [.init(route: nil, status: 408): 1])
        }
    }

    @Test func silentConnection() async throws {
        try await RunningServer.with(limits: limits { $0.headerTimeout = .milliseconds(100) }) { running in
            try await onThread {
                let count = try RawClient(port: running.port).drain()
                #expect(count == 0)
            }
            #expect(running.statistics.requests.isEmpty)
        }
    }

    @Test func idleConnection() async throws {
        try await RunningServer.with(limits: limits { $0.idleTimeout = .milliseconds(100) }) { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/hello")
                #expect(try client.response().status == 200)
                #expect(try client.drain() == 0)
            }
        }
    }

    @Test func secondHeaderDripped() async throws {
        try await RunningServer.with(limits: limits { $0.headerTimeout = .milliseconds(200) }) { running in
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/hello")
                #expect(try client.response().status == 200)
                try client.send("GET /hello HT")
                #expect(try client.response().status == 408)
                #expect(try client.drain() == 0)
            }
        }
    }

    @Test func readerThatStopped() async throws {
        try await RunningServer.with(limits: limits { $0.writeTimeout = .milliseconds(200) }) { running in
            let client = try await onThread {
                let client = try RawClient(port: running.port, receiveBuffer: 4096)
                // More than the system's buffers hold.
                for _ in 0..<8 { try client.get("/large") }
                return Unchecked(client)
            }
            while running.statistics.connectionsOpen > 0 || running.statistics.connectionsAccepted == 0 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await onThread { try client.value.drain() } < 8 * RunningServer.largeBody.count)
        }
    }

    @Test func lingeringClient() async throws {
        try await RunningServer.with(limits: limits { _ in }) { running in
            let client = try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/hello", headers: "Connection: close\r\n")
                #expect(try client.response().status == 200)
                return Unchecked(client)
            }
            // The client neither sends nor closes.
            while running.statistics.connectionsOpen > 0 { try await Task.sleep(for: .milliseconds(10)) }
            _ = client
        }
    }

    @Test func tooManyConnections() async throws {
        try await RunningServer.with(limits: limits { $0.connections = 2 }) { running in
            try await onThread {
                let first = try RawClient(port: running.port)
                let second = try RawClient(port: running.port)
                for client in [first, second] {
                    try client.get("/hello")
                    #expect(try client.response().status == 200)
                }
                let third = try RawClient(port: running.port)
                try third.get("/hello")
                let refused = try third.response()
                #expect(refused.status == 503)
                #expect(refused.header("Connection") == "close")
                #expect(try third.drain() == 0)
                try first.get("/hello")
                #expect(try first.response().status == 200)
            }
            #expect(running.statistics.connectionsRefused == 1)
            #expect(running.statistics.connectionsAccepted == 3)
        }
    }
}

/// Carries a value from one thread to the next; the test uses it on one at a time.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
