import Catalogue
import Foundation
import PrometheusOutput
import Snapshot
import SwiftProtobuf
import TestSnapshots
import Testing

@testable import Feed

/// Messages as released versions wrote them: newer versions understand them, and old ones what newer ones write.
///
/// `Recorded` has a folder for each version of the schema that added something. RECORD_FEED=NAME writes one by the code
/// as it is; what is there is never written anew.
@Suite("Recorded messages") struct RecordedTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded")

    private static let versions: [String] = {
        if let name = ProcessInfo.processInfo.environment["RECORD_FEED"] {
            do { try record(folder.appending(path: name)) } catch { fatalError("\(name) is not recorded: \(error)") }
        }
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).sorted()
    }()

    private static let questions: [(file: String, question: FeedQuestion)] = [
        (
            "question-snapshot",
            .snapshot(
                FeedSelection(domains: ["db", "web"], collectors: [.block, .cpuTotal], leavesOutFacts: true), after: 41,
                run: 7, wait: .milliseconds(1_500))
        ),
        ("question-events", .events(after: 12, run: 7, wait: .seconds(2))), ("question-status", .status),
    ]

    private static func bytes(_ version: String, _ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: version).appending(path: file)))
    }

    @Test func thereAreSome() { #expect(!Self.versions.isEmpty) }

    @Test(arguments: versions) func anOldDaemonsAnswersAreUnderstood(version: String) throws {
        let sample = try FeedSample(reading: Self.bytes(version, "answer-snapshot"))
        #expect(sample.daemon.uri == "qemu:///system" && sample.run == 7)
        let page = PrometheusPage(exportsUnknown: true).render(sample.snapshot, report: CompleteSnapshot.report)
        let expected = String(decoding: try Self.bytes(version, "page.prom"), as: UTF8.self)
        // what later versions of the page say beside this is theirs
        let lines = Set(String(decoding: page, as: UTF8.self).split(separator: "\n"))
        let missing = expected.split(separator: "\n").filter { !$0.hasPrefix("#") && !lines.contains($0) }
        #expect(missing.isEmpty)
        let events = try FeedResponse(reading: Self.bytes(version, "answer-events")).readEvents()
        #expect(events.events.map(\.kind) == ["started", "reboot"] && events.events.map(\.detail) == ["booted", nil])
        let state = try FeedResponse(reading: Self.bytes(version, "answer-status")).readState()
        #expect(state.generation == 42 && state.status.isUp)
        #expect(throws: FeedError.refused(reason: "there is no sample yet; ask again")) {
            try FeedResponse(reading: Self.bytes(version, "answer-refusal"))
        }
    }

    @Test(arguments: versions, questions) func anOldReadersQuestionsAreUnderstood(
        version: String, _ question: (file: String, question: FeedQuestion)
    ) throws {
        #expect(try FeedQuestion(reading: Self.bytes(version, question.file)) == question.question)
    }

    /// What an old reader finds in the answers of today: whatever it knew is still there, under the same numbers.
    @Test(arguments: versions) func todaysAnswersHaveAllThatTheOldOnesHad(version: String) throws {
        let old = try FeedResponse(reading: Self.bytes(version, "answer-snapshot")).snapshot
        let body = Self.answers.body(CompleteSnapshot.snapshot(generation: 42), .all)
        let new = try FeedResponse(reading: body).snapshot
        let fields = Set(new.columns.map(\.field))
        #expect(old.columns.map(\.field).filter { !fields.contains($0) }.isEmpty)
        #expect(Set(old.entities.scopes.map(\.name)).isSubset(of: new.entities.scopes.map(\.name)))
        #expect(Set(old.status.collectors.map(\.collector)).isSubset(of: new.status.collectors.map(\.collector)))
        #expect(
            old.domains.map(\.name) == new.domains.map(\.name) && old.domains.map(\.uuid) == new.domains.map(\.uuid))
        #expect(old.domains.map(\.facts.disks.count) == new.domains.map(\.facts.disks.count))
    }

    private static let answers = FeedAnswers(
        FeedDaemon(version: "0.1.0", interval: .seconds(10), uri: "qemu:///system"), run: 7)

    /// Writes the messages of the code as it is.
    private static func record(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        func write(_ file: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: folder.appending(path: file))
        }
        let snapshot = CompleteSnapshot.snapshot(generation: 42)
        let head = answers.head(at: MonotonicTime(sinceOrigin: .seconds(9)))
        try write("answer-snapshot", head + answers.body(snapshot, .all))
        try write("answer-status", head + answers.state(snapshot))
        try write("answer-refusal", head + answers.refusal("there is no sample yet; ask again"))
        let log = EventLog()
        let domain = DomainIdentity(name: "web", uuid: .init(high: 3, low: 4), id: 1)
        log.append(at: 12.5, domain, .started, detail: "booted")
        log.append(at: 13, domain, .reboot, detail: nil)
        try write("answer-events", head + answers.events(log.events(after: 0).events, cursor: 2, missed: 0))
        try write(
            "page.prom", PrometheusPage(exportsUnknown: true).render(snapshot, report: CompleteSnapshot.report))
        for (file, question) in questions { try write(file, try FeedRequest(question).serializedBytes()) }
    }
}

extension FeedRequest {
    fileprivate init(_ question: FeedQuestion) {
        self.init()
        switch question {
        case .snapshot(let selection, let generation, let run, let wait):
            snapshot = FeedSnapshotRequest(selection)
            if let generation { snapshot.afterGeneration = generation }
            if let run { snapshot.run = run }
            snapshot.waitMilliseconds = UInt32(wait / .milliseconds(1))
        case .earlier(let selection, let time):
            snapshot = FeedSnapshotRequest(selection)
            snapshot.beforeMilliseconds = UInt32(time / .milliseconds(1))
        case .events(let cursor, let run, let wait):
            events.cursor = cursor
            if let run { events.run = run }
            events.waitMilliseconds = UInt32(wait / .milliseconds(1))
        case .status: status = FeedStatusRequest()
        }
    }
}
