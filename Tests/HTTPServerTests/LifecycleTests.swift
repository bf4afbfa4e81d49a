import HTTPServer
import Logging
import ServiceLifecycle
import Testing

/// Listening, ending, and what goes wrong on the way.
@Suite struct LifecycleTests {
    private func bind(_ addresses: String...) async throws -> HTTPServer {
        let addresses = try addresses.map { try ListenAddress($0) }
        return try await HTTPServer.bind(
            addresses,
            routes: ["/hello": { _ in .text("hello\n") }],
            protection: .none, logger: Logger(label: "test")
        )
    }

    @Test func twoAddresses() async throws {
        try await RunningServer.with(listening: ["127.0.0.1:0", "localhost:0"]) { running in
            let addresses = running.server.boundAddresses
            #expect(addresses.map(\.host) == [.ipv4("127.0.0.1"), .ipv4("127.0.0.1")])
            #expect(addresses[0].port != addresses[1].port)
            for address in addresses {
                #expect(address.port != 0)
                try await onThread {
                    let client = try RawClient(port: address.port)
                    try client.get("/hello")
                    #expect(try client.response().status == 200)
                }
            }
        }
    }

    @Test func allAddressesTakeIPv4() async throws {
        try await RunningServer.with(listening: [":0"]) { running in
            #expect(running.server.boundAddresses[0].host == .all)
            try await onThread {
                let client = try RawClient(port: running.port)
                try client.get("/hello")
                #expect(try client.response().status == 200)
            }
        }
    }

    @Test func addressInUse() async throws {
        try await RunningServer.with { running in
            let address = try ListenAddress("127.0.0.1:\(running.port)")
            await #expect(throws: HTTPServerError.addressInUse(address)) {
                _ = try await bind("127.0.0.1:0", address.description)
            }
            #expect(HTTPServerError.addressInUse(address).description.contains(address.description))
        }
    }

    @Test func addressOfAnotherMachine() async throws {
        let address = try ListenAddress("192.0.2.1:0")
        await #expect(throws: HTTPServerError.addressNotAvailable(address)) { _ = try await bind(address.description) }
    }

    @Test func unknownName() async throws {
        let address = try ListenAddress("no-such-host.invalid:0")
        await #expect(throws: HTTPServerError.unknownHost(address)) { _ = try await bind(address.description) }
    }

    @Test func noAddress() async throws {
        await #expect(throws: HTTPServerError.noAddress) { _ = try await bind() }
    }

    @Test func serverThatNeverRuns() async throws {
        let server = try await bind("127.0.0.1:0")
        let address = server.boundAddresses[0].description
        await server.close()
        let second = try await bind(address)
        await second.close()
    }

    @Test func connectionBeforeTheRunIsServedByIt() async throws {
        let server = try await bind("127.0.0.1:0")
        let port = server.boundAddresses[0].port
        let client = try await onThread {
            let client = try RawClient(port: port)
            try client.get("/hello")
            return Unchecked(client)
        }
        #expect(server.statistics.connectionsAccepted == 0)
        let running = Task { try await server.run() }
        try await onThread {
            let status = try client.value.response().status
            #expect(status == 200)
        }
        running.cancel()
        try await running.value
    }

    @Test func gracefulShutdownLetsAResponseFinish() async throws {
        let entered = Gate()
        let gate = Gate()
        let handlers: [String: HTTPHandler] = [
            "/slow": { _ in
                entered.open()
                await gate.wait()
                return HTTPResponse(contentType: nil, body: RunningServer.largeBody)
            }
        ]
        try await RunningServer.with(more: handlers) { running in
            let port = running.port
            let client = try await onThread {
                let client = try RawClient(port: port)
                try client.get("/slow")
                try client.get("/hello")
                return Unchecked(client)
            }
            let idle = try await onThread {
                let idle = try RawClient(port: port)
                try idle.get("/hello")
                #expect(try idle.response().status == 200)
                return Unchecked(idle)
            }
            await entered.wait()
            await running.serviceGroup.triggerGracefulShutdown()
            try await onThread {
                #expect(try idle.value.drain() == 0)
                #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
                gate.open()
                let response = try client.value.response()
                #expect(response.body == RunningServer.largeBody)
                #expect(response.header("Connection") == "close")
                #expect(try client.value.drain() == 0)
            }
        }
    }

    @Test func shutdownDoesNotWaitForEver() async throws {
        var limits = HTTPServerLimits()
        limits.shutdownTimeout = .milliseconds(100)
        let entered = Gate()
        let gate = Gate()
        let handlers: [String: HTTPHandler] = [
            "/stuck": { _ in
                entered.open()
                await gate.wait()
                return .text("never\n")
            }
        ]
        try await RunningServer.with(limits: limits, more: handlers) { running in
            let port = running.port
            let client = try await onThread {
                let client = try RawClient(port: port)
                try client.get("/stuck")
                return Unchecked(client)
            }
            await entered.wait()
            await running.serviceGroup.triggerGracefulShutdown()
            try await onThread {
                let count = try client.value.drain()
                #expect(count == 0)
            }
        }
        gate.open()
    }

    @Test func cancellationEndsAtOnce() async throws {
        let server = try await bind("127.0.0.1:0")
        let port = server.boundAddresses[0].port
        let running = Task { try await server.run() }
        let client = try await onThread {
            let client = try RawClient(port: port)
            try client.get("/hello")
            #expect(try client.response().status == 200)
            return Unchecked(client)
        }
        running.cancel()
        try await running.value
        try await onThread {
            let count = try client.value.drain()
            #expect(count == 0)
        }
        #expect(server.statistics.connectionsOpen == 0)
    }
}
