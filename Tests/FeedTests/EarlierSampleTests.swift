import Feed
import Foundation
import Logging
import Snapshot
import Testing

@testable import FeedServer

/// Snapshots before the newest, for rates.
@Suite struct EarlierSampleTests {
    private static func snapshot(_ generation: UInt64, at seconds: Double) -> Snapshot {
        Snapshot(
            generation: generation, startedAt: MonotonicTime(sinceOrigin: .seconds(seconds)), factsGeneration: 1,
            domains: [], host: nil, status: SampleStatus(isUp: true))
    }

    /// The generation that is earlier by so many seconds, after snapshots at these moments.
    private static func earlier(_ moments: [Double], by seconds: Double) -> UInt64? {
        let news = FeedNews()
        for (position, moment) in moments.enumerated() { _ = news.note(snapshot(UInt64(position + 1), at: moment)) }
        return news.earlier(by: .seconds(seconds))?.generation
    }

    @Test(
        arguments: [
            ([], nil), ([0], nil), ([0, 10], 1), ([0, 10, 20], 2), ([0, 0.5], nil), ([0, 0.5, 1], 1),
            // scraped each second: always five to ten seconds back
            ([0, 1, 2, 3, 4, 5], 1), ([0, 1, 2, 3, 4, 5, 6], 6), ([0, 60, 120], 2),
        ] as [([Double], UInt64?)])
    func theNewestThatIsOldEnough(moments: [Double], generation: UInt64?) {
        #expect(Self.earlier(moments, by: 0.9) == generation)
    }

    @Test func howeverOftenSamplesAreTakenThereIsOne() {
        for step in [0.1, 0.3, 1, 2.5, 7, 10, 60] {
            let moments = (0..<200).map { Double($0) * step }
            let generation = Self.earlier(moments, by: 5) ?? 0
            let distance = (moments.last ?? 0) - moments[Int(generation) - 1]
            #expect(distance >= 5 && distance <= max(10 + step, step * 2), "\(step): \(distance)")
        }
    }

    @Test func itIsAskedForOverTheSocket() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-feed-\(UInt32.random(in: 0 ... .max)).sock"
        let server = try await FeedServer.bind(
            path: path, daemon: FeedDaemon(version: "1", interval: .seconds(10), uri: "test:///x"), events: EventLog(),
            now: { MonotonicTime(sinceOrigin: .seconds(30)) }, limits: .init(),
            logger: Logger(label: "feed") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                server.publish(Self.snapshot(1, at: 10))
                func answers() async throws -> [UInt64?] {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(
                                with: Result {
                                    let client = try FeedClient(path: path)
                                    let earlier = try client.earlierSample(by: .seconds(1))
                                    return [earlier?.snapshot.generation, try client.sample().snapshot.generation]
                                })
                        }
                    }
                }
                let first = try await answers()
                #expect(first == [nil, 1])
                server.publish(Self.snapshot(2, at: 20))
                let (second, again) = (try await answers(), try await answers())
                #expect(second == [1, 2] && again == [1, 2])
                server.publish(Self.snapshot(3, at: 30))
                let third = try await answers()
                #expect(third == [2, 3])
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
