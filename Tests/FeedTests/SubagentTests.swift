import Foundation
import Logging
import Snapshot
import SwiftProtobuf
import TestSnapshots
import Testing

@testable import Feed
@testable import FeedServer

/// What readers say of themselves.
@Suite("Subagents", .timeLimit(.minutes(1))) struct SubagentTests {
    private static func state(_ agent: String, sessions: UInt64 = 1) -> SubagentState {
        var state = SubagentState(agent: agent)
        (state.isConnected, state.sessions, state.requests) = (true, sessions, .max)
        (state.notificationsSent, state.notificationsDropped) = (7, 1 << 40)
        return state
    }

    /// The bytes of a question with this state.
    private static func question(_ state: SubagentState?) throws -> [UInt8] {
        var request = FeedRequest()
        request.status = FeedStatusRequest()
        if let state { request.subagent = state.message }
        return try request.serializedBytes()
    }

    @Test(arguments: ["unix:/var/agentx/master", String(repeating: "n", count: 128)])
    func isReadAsItWasWritten(agent: String) throws {
        let (question, state) = try FeedQuestion.read(try Self.question(Self.state(agent)))
        #expect(question == .status && state == Self.state(agent))
    }

    @Test(arguments: ["", String(repeating: "n", count: 129), String(repeating: "日", count: 43)])
    func isNotBelievedWithoutAnAgentOfASocketsLength(agent: String) throws {
        let (question, state) = try FeedQuestion.read(try Self.question(Self.state(agent)))
        #expect(question == .status && state == nil)
    }

    @Test func whoSaysNothingIsNone() throws {
        #expect(try FeedQuestion.read(try Self.question(nil)).subagent == nil)
    }

    /// The client blocks its thread, which must not be one of the tests'.
    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    @Test func oneOfEachAgentAndOfFewAsLongAsTheyAreConnected() async throws {
        let path = "\(FileManager.default.temporaryDirectory.path)/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        let server = try await FeedServer.bind(
            path: path, daemon: FeedDaemon(version: "1", interval: .seconds(10), uri: "test:///x"), events: EventLog(),
            now: { MonotonicTime(sinceOrigin: .seconds(9)) },
            logger: Logger(label: "feed") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await server.run() }
        server.publish(CompleteSnapshot.snapshot(generation: 1))
        // two of one agent, of which the one with more sessions is the later
        let states =
            [Self.state("a", sessions: 3), Self.state("a", sessions: 2)] + (1...9).map { Self.state("b\($0)") }
        try await blocking {
            let clients = try states.map { state in
                let client = try FeedClient(path: path)
                _ = try client.sample(subagent: state)
                return client
            }
            #expect(server.statistics.subagents == [states[0]] + states[2..<9])
            // it says no more of itself
            _ = try clients[0].sample()
            #expect(server.statistics.subagents.first == states[1])
        }
        // all have gone
        let deadline = ContinuousClock.now + .seconds(20)
        while !server.statistics.subagents.isEmpty, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(server.statistics.subagents.isEmpty)
        running.cancel()
        try await running.value
    }
}
