import Feed
import Foundation
import Logging
import NIOCore
import Snapshot
import Testing

@testable import FeedServer

/// Snapshots before the newest, for rates.
@Suite struct EarlierSampleTests {
    private static func snapshot(
        _ generation: UInt64, at seconds: Double, hostAt reading: MonotonicTime? = nil
    ) -> Snapshot {
        let host = reading.map { moment in
            HostSample(
                uri: "test:///x", hostname: nil, cpuModel: nil, driver: nil, hypervisorVersion: nil, daemonVersion: nil,
                libraryVersion: nil, values: ValueSet(), readAt: moment)
        }
        return Snapshot(
            generation: generation, startedAt: MonotonicTime(sinceOrigin: .seconds(seconds)), factsGeneration: 1,
            domains: [], host: host, status: SampleStatus(isUp: true))
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

    /// The daemon reads the host each ten seconds, and may take samples more often.
    @Test func theHostIsOfTheReadingBefore() {
        for step in [0.1, 0.5, 1, 3, 7, 10, 60] {
            let news = FeedNews()
            var readings: [MonotonicTime] = []
            for position in 0..<Int(max(60 / step, 4)) {
                let moment = MonotonicTime(sinceOrigin: .seconds(Double(position) * step))
                if readings.last.map({ moment - $0 >= .seconds(10) }) ?? true { readings.append(moment) }
                _ = news.note(Self.snapshot(UInt64(position + 1), at: Double(position) * step, hostAt: readings.last))
                guard let earlier = news.earlier(by: .milliseconds(Int64(step * 900))) else { continue }
                // whoever asks has rates as soon as there are two readings
                #expect(earlier.host?.readAt == readings.dropLast().last, "\(step), \(position)")
            }
            #expect(readings.count > 2)
        }
    }

    /// What lies between is a time in which nobody knows what the host did.
    @Test func aHostThatWasNotReadBeginsAnew() {
        let news = FeedNews()
        for (position, reading) in [0, 10, nil, 30, 40].enumerated() {
            let host = reading.map { MonotonicTime(sinceOrigin: .seconds($0)) }
            _ = news.note(Self.snapshot(UInt64(position + 1), at: Double(position) * 10, hostAt: host))
            let earlier = news.earlier(by: .seconds(1))?.host?.readAt
            let expected = [nil, 0, nil, nil, 30][position]
            #expect(earlier == expected.map { MonotonicTime(sinceOrigin: .seconds($0)) }, "\(position)")
        }
    }

    /// The same earlier snapshot is told with another reading once there is one.
    @Test func bodiesAreOfTheReadingToo() throws {
        var bodies = FeedBodies()
        let answers = FeedAnswers(FeedDaemon(version: "1", interval: .seconds(1), uri: "test:///x"))
        for reading in [10, 10, 20] {
            let moment = MonotonicTime(sinceOrigin: .seconds(reading))
            let body = bodies.body(Self.snapshot(7, at: 30, hostAt: moment), .all, answers)
            let bytes = answers.head(at: moment) + Array(body.readableBytesView)
            #expect(try FeedSample(reading: bytes).snapshot.host?.readAt == moment)
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
