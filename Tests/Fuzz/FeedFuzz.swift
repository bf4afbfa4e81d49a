import MuninOutput
import PrometheusOutput
import Snapshot

@testable import Feed

/// A message of the feed of any bytes, as a daemon gets it from a reader and a reader from a daemon.
enum FeedFuzz {
    private static let answers = FeedAnswers(FeedDaemon(version: "fuzz", interval: .seconds(1), uri: "test:///default"))

    @Sendable static func run(_ bytes: [UInt8]) {
        _ = try? FeedQuestion(reading: bytes)
        guard let response = try? FeedResponse(reading: bytes) else { return }
        _ = try? response.readEvents()
        _ = try? response.readState()
        guard let snapshot = try? response.readSample().snapshot else { return }
        // what was understood can be shown
        let report = SelfReport(now: snapshot.startedAt, version: "fuzz", libraryVersion: "0")
        _ = PrometheusPage(exportsUnknown: true).render(snapshot, report: report)
        _ = MuninPlugin(named: "libvirt")?.graphs(of: snapshot, age: nil)
        // and told again, and means the same then
        let again = try? FeedSample(reading: answers.head(at: snapshot.startedAt) + answers.body(snapshot, .all))
        guard let told = again?.snapshot else { preconditionFailure("what was read cannot be told") }
        precondition(told.domains.count == snapshot.domains.count)
        for (mine, theirs) in zip(told.domains, snapshot.domains) {
            precondition(mine.identity == theirs.identity)
            precondition(mine.values.values.map(\.bits) == theirs.values.values.map(\.bits))
        }
    }
}
