import CLibvirt
import Foundation
import Testing

@testable import Libvirt

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    @Test func lifecycleEventsTellKindAndDetail() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let events = try await connection.lifecycleEvents()
        let domain = try await connection.domain(named: "running")
        try await connection.suspend(domain)
        try await connection.resume(domain)
        try await connection.destroy(domain)
        try await connection.start(domain)
        try await connection.destroy(domain)
        try await connection.undefine(domain)
        var seen: [String] = []
        for await event in events {
            #expect(event.domain.uuid == domain.uuid)
            #expect(event.domain.name == "running")
            seen.append("\(event.kind) \(event.detailName)")
            if event.kind == .undefined { break }
        }
        #expect(
            seen == [
                "suspended paused", "resumed unpaused", "stopped destroyed", "started booted", "stopped destroyed",
                "undefined removed",
            ]
        )
    }

    @Test func metadataEventsTellWhichMetadata() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let events = try await connection.metadataChangeEvents()
        let domain = try await connection.domain(named: "running")
        try await connection.setTitle("evil \"title\" <x>", of: domain)
        var iterator = events.makeAsyncIterator()
        let event = try #require(await iterator.next())
        #expect(event.domain.uuid == domain.uuid)
        #expect(event.kind.description == "title")
        #expect(event.namespace == nil)
    }

    @Test func severalStreamsOfAKindHearTheSame() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let first = try await connection.lifecycleEvents()
        let second = try await connection.lifecycleEvents()
        let domain = try await connection.domain(named: "running")
        try await connection.suspend(domain)
        for stream in [first, second] {
            var iterator = stream.makeAsyncIterator()
            #expect(await iterator.next()?.kind == .suspended)
        }
    }

    @Test func everyKindCanBeSubscribedAndEndsWithTheConnection() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let ends: [@Sendable () async -> Void] = [
            try await drained(connection.lifecycleEvents()), try await drained(connection.rebootEvents()),
            try await drained(connection.watchdogEvents()), try await drained(connection.ioErrorEvents()),
            try await drained(connection.deviceAddedEvents()), try await drained(connection.deviceRemovedEvents()),
            try await drained(connection.metadataChangeEvents()), try await drained(connection.balloonChangeEvents()),
            try await drained(connection.blockThresholdEvents()), try await drained(connection.jobCompletedEvents()),
            try await drained(connection.tunableEvents()), try await drained(connection.agentLifecycleEvents()),
            try await drained(connection.memoryFailureEvents()),
            try await drained(connection.migrationIterationEvents()), try await drained(connection.closeEvents()),
        ]
        #expect(await connection.openKinds() == 14)
        #expect(await connection.close(), "a callback still holds the connection")
        // Hangs, and so fails by its time limit, if a stream did not end.
        for end in ends { await end() }
    }

    @Test func streamsDeregisterWhenTheirReaderIsDone() async throws {
        let host = try TestHost()
        let log = CallLog()
        let connection = try await Connection(uri: "test://\(host.path)", observer: log.observe)
        do {
            let events = try await connection.lifecycleEvents()
            #expect(await connection.openKinds() == 1)
            let reader = Task { for await _ in events {} }
            reader.cancel()
            await reader.value
        }
        _ = try await connection.watchdogEvents()
        while await connection.openKinds() > 0 { await Task.yield() }
        #expect(log.names.filter { $0 == "ConnectDomainEventDeregisterAny" }.count == 2)
    }

    @Test func streamsEndWhenTheConnectionIsFreed() async throws {
        let host = try TestHost()
        var connection: Connection? = try await host.connect()
        let events = try #require(try await connection?.lifecycleEvents())
        weak let weakly = connection
        connection = nil
        for await _ in events {}
        #expect(weakly == nil)
    }

    @Test func aPanicIsALifecycleEvent() {
        let domain = DomainReference(name: "x", uuid: DomainUUID(high: 0, low: 1))
        let panic = LifecycleEvent(domain: domain, kind: .crashed, detail: 0)
        #expect(panic.isGuestPanic)
        #expect(panic.detailName == "panicked")
        #expect(!LifecycleEvent(domain: domain, kind: .crashed, detail: 1).isGuestPanic)
        #expect(!LifecycleEvent(domain: domain, kind: .defined, detail: 0).isGuestPanic)
    }

    @Test func theCloseReasonReachesAllListeners() async throws {
        let host = try TestHost()
        let connection = try await host.connect()
        let first = try await connection.closeEvents()
        let second = try await connection.closeEvents()
        await connection.pretendToBreak(.keepalive)
        for stream in [first, second, try await connection.closeEvents()] {
            var reasons: [CloseReason] = []
            for await reason in stream { reasons.append(reason) }
            #expect(reasons == [.keepalive])
        }
    }
}

/// Reads a stream to its end.
private func drained<Event: Sendable>(_ stream: AsyncStream<Event>) -> @Sendable () async -> Void {
    { for await _ in stream {} }
}

extension Connection {
    /// How many kinds of events have a callback.
    func openKinds() -> Int { session.subscriptions.count }

    /// Delivers what the close callback would.
    func pretendToBreak(_ reason: CloseReason) { session.closeSink?.deliver(reason) }
}
