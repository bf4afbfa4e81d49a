import Feed
import FeedServer
import Foundation
import Logging
import Snapshot
import Synchronization
import TestSnapshots
import Testing

/// The socket, with the client that readers use.
@Suite("Feed server", .timeLimit(.minutes(1))) struct FeedServerTests {
    /// A server on a socket of its own.
    private struct Feed {
        let path: String
        let events = EventLog()
        let server: FeedServer

        init(
            _ limits: FeedServer.Limits = .init(), path: String? = nil,
            logger: Logger = Logger(label: "feed") { _ in SwiftLogNoOpLogHandler() }
        ) async throws {
            let folder = FileManager.default.temporaryDirectory.path
            self.path = path ?? "\(folder)/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
            server = try await FeedServer.bind(
                path: self.path, daemon: FeedDaemon(version: "1", interval: .seconds(10), uri: "test:///x"),
                events: events,
                now: { MonotonicTime(sinceOrigin: .seconds(9)) }, limits: limits, logger: logger)
        }
    }

    private func serving(
        _ limits: FeedServer.Limits = .init(), logger: Logger? = nil,
        _ body: @escaping @Sendable (Feed) async throws -> Void
    ) async throws {
        let feed = if let logger { try await Feed(limits, logger: logger) } else { try await Feed(limits) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await feed.server.run() }
            group.addTask { try await body(feed) }
            // the body's end or error ends the server
            try await group.next()
            group.cancelAll()
        }
        #expect(!FileManager.default.fileExists(atPath: feed.path))
    }

    /// The client blocks its thread, which must not be one of the tests'.
    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    @Test func theNewestSnapshotIsAnswered() async throws {
        try await serving { feed in
            for generation in 1...3 { feed.server.publish(CompleteSnapshot.snapshot(generation: UInt64(generation))) }
            let (sample, state) = try await blocking {
                let client = try FeedClient(path: feed.path)
                return (try client.sample(), try client.state())
            }
            #expect(sample.snapshot.generation == 3 && sample.snapshot.domains.count == 2)
            #expect(sample.now == MonotonicTime(sinceOrigin: .seconds(9)))
            #expect(state.generation == 3 && state.status.isUp && state.run == sample.run)
            let mode = try FileManager.default.attributesOfItem(atPath: feed.path)[.posixPermissions] as? Int
            #expect(mode == 0o660)
        }
    }

    @Test func aReaderWaitsForTheNextOne() async throws {
        try await serving { feed in
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            async let next = blocking {
                let client = try FeedClient(path: feed.path)
                let first = try client.sample().generation
                return try client.sample(after: first, within: .seconds(20)).snapshot.generation
            }
            // nobody may be answered before there is a newer one
            try await Task.sleep(for: .milliseconds(200))
            feed.server.publish(CompleteSnapshot.snapshot(generation: 2))
            #expect(try await next == 2)
            // and who waits in vain gets what there is
            let (old, other) = try await blocking {
                let client = try FeedClient(path: feed.path)
                let last = try client.sample().generation
                let old = try client.sample(after: last, within: .milliseconds(800)).snapshot.generation
                // a generation of another run is none, so nothing is waited for
                let strange = FeedGeneration(run: last.run ^ 1, number: last.number)
                return (old, try client.sample(after: strange, within: .seconds(50)).snapshot.generation)
            }
            #expect(old == 2 && other == 2)
        }
    }

    @Test func whoComesFirstWaitsForTheFirst() async throws {
        try await serving { feed in
            async let first = blocking { try FeedClient(path: feed.path).sample().snapshot.generation }
            try await Task.sleep(for: .milliseconds(200))
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            #expect(try await first == 1)
        }
    }

    @Test func eventsAreWaitedFor() async throws {
        try await serving { feed in
            let domain = DomainIdentity(name: "web", uuid: .init(high: 1, low: 1), id: 1)
            feed.events.append(at: 1, domain, .started, detail: "booted")
            async let batches = blocking {
                let client = try FeedClient(path: feed.path)
                let first = try client.events(after: 0)
                return [
                    first, try client.events(after: first.cursor, run: first.run, within: .seconds(20), waits: true),
                ]
            }
            try await Task.sleep(for: .milliseconds(200))
            feed.events.append(at: 2, domain, .crashed, detail: "panicked")
            #expect(try await batches.map { $0.events.map(\.kind) } == [["started"], ["crashed"]])
            // a cursor of another run is none
            let again = try await blocking { try FeedClient(path: feed.path).events(after: 2, run: 1) }
            #expect(again.events.map(\.cursor) == [1, 2])
        }
    }

    /// Each is answered, and nobody else waits for all of them.
    @Test func manyQuestionsAtOnceAreAnsweredInTurn() async throws {
        try await serving { feed in
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            let count = 40_000
            let (answers, other) = try await blocking {
                let socket = try RawSocket(feed.path)
                let status: [UInt8] = [0, 0, 0, 2, 0x1a, 0]
                Thread.detachNewThread { socket.send(Array(repeatElement(status, count: count).joined())) }
                let first = socket.countAnswers(1_000)
                let other = try FeedClient(path: feed.path).state().generation
                return (first + socket.countAnswers(count - first), other)
            }
            #expect(answers == count && other == 1)
        }
    }

    /// All of them at once, beside some that ask and never read.
    @Test func twoHundredReadersAreServed() async throws {
        try await serving { feed in
            let names = (0..<500).map { "guest\($0)" }
            let one = FeedSelection(domains: ["guest7"])
            feed.server.publish(CompleteSnapshot.snapshot(generation: 5, names: names))
            let deaf = try (0..<20).map { _ in try RawSocket(feed.path) }
            for socket in deaf { socket.send([0, 0, 0, 2, 0x0a, 0]) }
            let waiting = try (0..<200).map { _ in
                let client = try FeedClient(path: feed.path)
                return (client, try client.sample(one).generation)
            }
            async let generations = withThrowingTaskGroup(of: UInt64.self) { group in
                for (client, last) in waiting {
                    group.addTask {
                        try await blocking {
                            try client.sample(one, after: last, within: .seconds(30)).snapshot.generation
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await Task.sleep(for: .milliseconds(300))
            feed.server.publish(CompleteSnapshot.snapshot(generation: 6, names: names))
            #expect(try await generations == Array(repeating: 6, count: 200))
            #expect(feed.server.statistics.readers >= 200 && feed.server.statistics.answers >= 400)
        }
    }

    /// One that has asked nothing for longest makes room; where all wait for answers, the new one is told so.
    @Test func whoHasNoPlaceIsToldSo() async throws {
        var limits = FeedServer.Limits()
        limits.readers = 2
        limits.silence = .zero
        try await serving(limits) { feed in
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            let (silent, asking) = (try RawSocket(feed.path), try FeedClient(path: feed.path))
            let first = try await blocking { try asking.sample().generation }
            let next = try FeedClient(path: feed.path)
            #expect(try await blocking { try next.sample().generation } == first)
            #expect(silent.hasEnded(within: 10) && silent.countAnswers(2) == 1)
            #expect(feed.server.statistics.readersDropped == 1)
            async let waits = blocking { try asking.sample(after: first, within: .seconds(30)).generation.number }
            async let alsoWaits = blocking { try next.sample(after: first, within: .seconds(30)).generation.number }
            try await Task.sleep(for: .milliseconds(300))
            let refused = try FeedClient(path: feed.path)
            await #expect(throws: FeedError.refused(reason: "there are 2 readers, which is the most; ask again")) {
                try await blocking { try refused.sample() }
            }
            feed.server.publish(CompleteSnapshot.snapshot(generation: 2))
            #expect(try await waits == 2)
            #expect(try await alsoWaits == 2)
            let statistics = feed.server.statistics
            #expect(statistics.readersRefused == 1 && statistics.readersAccepted == 3 && statistics.readers == 2)
        }
    }

    /// Whoever connects chooses how often that is logged.
    @Test func readersThatAreTurnedAwayDoNotFillTheLog() async throws {
        var limits = FeedServer.Limits()
        limits.readers = 0
        let log = LoggedLines()
        try await serving(limits, logger: Logger(label: "feed") { _ in log }) { feed in
            for _ in 0..<50 {
                let reader = try RawSocket(feed.path)
                #expect(reader.countAnswers(2) == 1)
            }
            #expect(feed.server.statistics.readersRefused == 50)
        }
        #expect(log.lines == ["a reader of the feed was turned away: there are too many"])
    }

    /// One that waited for long has been silent for no longer than since its answer.
    @Test func whoWasJustAnsweredKeepsItsPlace() async throws {
        var limits = FeedServer.Limits()
        limits.readers = 1
        limits.silence = .seconds(3)
        try await serving(limits) { feed in
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            let client = try FeedClient(path: feed.path)
            let first = try await blocking { try client.sample().generation }
            async let next = blocking { try client.sample(after: first, within: .seconds(30)).generation }
            try await Task.sleep(for: .milliseconds(3_500))
            feed.server.publish(CompleteSnapshot.snapshot(generation: 2))
            let second = try await next
            let other = try FeedClient(path: feed.path)
            await #expect(throws: FeedError.refused(reason: "there are 1 readers, which is the most; ask again")) {
                try await blocking { try other.sample() }
            }
            #expect(try await blocking { try client.sample().generation } == second)
        }
    }

    @Test func aQuestionForVeryManyGuestsIsRefused() async throws {
        try await serving { feed in
            feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
            let names = Set((0...FeedQuestion.mostDomains).map { "g\($0)" })
            let error = try await blocking {
                let client = try FeedClient(path: feed.path)
                return #expect(throws: FeedError.self) { try client.sample(FeedSelection(domains: names)) }
            }
            #expect(error?.description.contains("it names 1025 guests") == true, "\(String(describing: error))")
        }
    }

    @Test func readersThatDoNotReadHoldUpNobodyAndAreSentAway() async throws {
        var limits = FeedServer.Limits()
        limits.patience = .milliseconds(300)
        limits.readers = 4
        try await serving(limits) { feed in
            feed.server.publish(
                CompleteSnapshot.snapshot(generation: 1, names: (0..<500).map { "guest\($0)" }))
            let (others, left) = try await blocking {
                let deaf = try (0..<3).map { _ in try RawSocket(feed.path) }
                // a question for a snapshot, whose answer is larger than what a socket holds
                for socket in deaf { socket.send([0, 0, 0, 2, 0x0a, 0]) }
                let client = try FeedClient(path: feed.path)
                let generation = try client.sample().snapshot.generation
                // all places are taken until the deaf are sent away
                let left = deaf.map { $0.hasEnded(within: 10) }
                return (generation, left)
            }
            #expect(others == 1 && left == [true, true, true])
        }
    }

    @Test(
        arguments: [
            [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 3, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0, 0],
            Array("GET /metrics HTTP/1.1\r\n\r\n".utf8),
        ] as [[UInt8]])
    func whatIsNoQuestionEndsTheConnection(bytes: [UInt8]) async throws {
        var limits = FeedServer.Limits()
        limits.patience = .milliseconds(300)
        try await serving(limits) { feed in
            feed.server.publish(CompleteSnapshot.snapshot())
            let hasEnded = try await blocking {
                let socket = try RawSocket(feed.path)
                socket.send(bytes)
                return socket.hasEnded(within: 10)
            }
            #expect(hasEnded)
            #expect(try await blocking { try FeedClient(path: feed.path).sample().snapshot.generation } == 1)
        }
    }

    @Test func aSubscriptionOutlivesTheDaemon() async throws {
        let first = try await Feed()
        let path = first.path
        let subscription = FeedSubscription(path: path)
        let running = Task { try await first.server.run() }
        first.server.publish(CompleteSnapshot.snapshot(generation: 4))
        #expect(try await blocking { try subscription.next(within: .seconds(20)).snapshot.generation } == 4)
        running.cancel()
        try await running.value
        await #expect(throws: FeedError.absent(path: path)) {
            try await blocking { try subscription.next(within: .milliseconds(300)) }
        }
        async let next = blocking { try subscription.next(within: .seconds(20)) }
        try await Task.sleep(for: .milliseconds(300))
        let second = try await Feed(path: path)
        let again = Task { try await second.server.run() }
        // as many rounds as the last one had: a number alone does not tell that it is another
        second.server.publish(CompleteSnapshot.snapshot(generation: 4))
        #expect(try await next.snapshot.generation == 4)
        again.cancel()
        try await again.value
    }

    @Test func whereNobodyListensIsSaid() async throws {
        let path = "/nonexistent/feed.sock"
        #expect(throws: FeedError.absent(path: path)) { try FeedClient(path: path) }
        await #expect(throws: FeedServerError.self) { try await Feed(path: path) }
    }

    @Test func anAbandonedSocketIsReplacedAndAServedOneIsNot() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        try RawSocket.abandon(path)
        let feed = try await Feed(path: path)
        await #expect(throws: FeedServerError.self) { try await Feed(path: path) }
        let task = Task { try await feed.server.run() }
        task.cancel()
        try await task.value
        #expect(!FileManager.default.fileExists(atPath: path + ".lock"))
    }

    /// Neither takes the other's new socket for an abandoned one.
    @Test func oneOfThoseWhoStartAtOnceHasThePath() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        for _ in 0..<20 {
            try RawSocket.abandon(path)
            let feeds = await withTaskGroup(of: Feed?.self) { group in
                for _ in 0..<6 { group.addTask { try? await Feed(path: path) } }
                return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(feeds.count == 1)
            for feed in feeds {
                feed.server.publish(CompleteSnapshot.snapshot(generation: 1))
                let task = Task { try await feed.server.run() }
                #expect(try await blocking { try FeedClient(path: path).sample().snapshot.generation } == 1)
                task.cancel()
                try await task.value
            }
        }
    }

    @Test func aLockThatCannotBeOpenedIsNamed() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        try FileManager.default.createSymbolicLink(atPath: path + ".lock", withDestinationPath: "/nonexistent")
        defer { unlink(path + ".lock") }
        let error = await #expect(throws: FeedServerError.self) { try await Feed(path: path) }
        #expect(error?.isTransient == false && error?.reason.contains("\(path).lock") == true)
    }

    /// The one that replaces an abandoned socket does not listen yet, and whoever looks takes it for abandoned as well.
    @Test func aPathThatAnotherAgentTakesIsLeftToIt() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        try RawSocket.abandon(path)
        let lock = open(path + ".lock", O_RDWR | O_CREAT, 0o600)
        #expect(flock(lock, LOCK_EX) == 0)
        let error = await #expect(throws: FeedServerError.self) { try await Feed(path: path) }
        #expect(error?.isTransient == true && error?.reason.contains("another agent") == true)
        #expect(FileManager.default.fileExists(atPath: path))
        close(lock)
        // what an agent that was killed left behind holds up nobody
        let feed = try await Feed(path: path)
        let task = Task { try await feed.server.run() }
        task.cancel()
        try await task.value
    }

    @Test func whatStandsInTheSocketsPlaceIsLeftAlone() async throws {
        let feed = try await Feed()
        defer { try? FileManager.default.removeItem(atPath: feed.path) }
        try FileManager.default.removeItem(atPath: feed.path)
        try Data("x".utf8).write(to: URL(fileURLWithPath: feed.path))
        let task = Task { try await feed.server.run() }
        task.cancel()
        try await task.value
        #expect(FileManager.default.contents(atPath: feed.path) == Data("x".utf8))
        await #expect(throws: FeedServerError.self) { try await Feed(path: feed.path) }
        #expect(FileManager.default.contents(atPath: feed.path) == Data("x".utf8))
    }
}
