import FoundationEssentials
public import Snapshot
import SwiftProtobuf

/// A question that a reader asked.
public enum FeedQuestion: Hashable, Sendable {
    /// A snapshot, of another generation than the one given, if one is, for which it waits so long.
    case snapshot(FeedSelection, after: UInt64?, run: UInt64?, wait: Duration)
    /// The newest of the snapshots that are kept which began at least so long before the newest one.
    case earlier(FeedSelection, by: Duration)
    /// The events after a cursor of a run, for which it waits so long if there is none.
    case events(after: UInt64, run: UInt64?, wait: Duration)
    /// The state of the sampler.
    case status

    /// The question of these bytes.
    ///
    /// - Throws: ``FeedError`` of the kind `malformed` if it is none, or one of a newer version.
    public init(reading bytes: [UInt8]) throws(FeedError) { self = try Self.read(bytes).question }

    /// The question of these bytes, and how its asker fares, if it says.
    ///
    /// - Throws: ``FeedError`` of the kind `malformed` if it is none, or one of a newer version.
    public static func read(_ bytes: [UInt8]) throws(FeedError) -> (question: FeedQuestion, subagent: SubagentState?) {
        let request: FeedRequest
        do { request = try FeedRequest(serializedBytes: bytes) } catch {
            throw .malformed("it is no message of the feed")
        }
        return (try FeedQuestion(request), request.hasSubagent ? SubagentState(request.subagent) : nil)
    }

    private init(_ request: FeedRequest) throws(FeedError) {
        switch request.question {
        case .snapshot(let snapshot):
            guard snapshot.domains.count <= Self.mostDomains else {
                throw .malformed(
                    "it names \(snapshot.domains.count) guests, and may name \(Self.mostDomains); ask for all of them")
            }
            guard !snapshot.hasBeforeMilliseconds else {
                self = .earlier(FeedSelection(snapshot), by: .milliseconds(Int64(snapshot.beforeMilliseconds)))
                return
            }
            self = .snapshot(
                FeedSelection(snapshot), after: snapshot.hasAfterGeneration ? snapshot.afterGeneration : nil,
                run: snapshot.hasRun ? snapshot.run : nil, wait: Self.wait(snapshot.waitMilliseconds))
        case .events(let events):
            self = .events(
                after: events.cursor, run: events.hasRun ? events.run : nil, wait: Self.wait(events.waitMilliseconds))
        case .status: self = .status
        case nil: throw .malformed("it asks nothing that this version knows")
        }
    }

    /// The most guests that a question may name.
    public static let mostDomains = 1024

    /// The longest that an answer waits.
    public static let longestWait = Duration.seconds(60)

    private static func wait(_ milliseconds: UInt32) -> Duration {
        min(.milliseconds(Int64(milliseconds)), longestWait)
    }
}

/// Answers, as the bytes that follow their length on the socket.
public struct FeedAnswers: Sendable {
    /// What they say of the daemon.
    public let daemon: FeedDaemon
    /// The number of this run of the daemon.
    public let run: UInt64
    private let factsMessages = FactsMessages()

    /// The answers of a daemon that begins to run.
    public init(_ daemon: FeedDaemon) { self.init(daemon, run: .random(in: 1 ... .max)) }

    init(_ daemon: FeedDaemon, run: UInt64) {
        self.daemon = daemon
        self.run = run
    }

    /// What belongs to a snapshot whenever it is asked for, and is put behind ``head(at:)``.
    public func body(_ snapshot: Snapshot, _ selection: FeedSelection) -> [UInt8] {
        let chosen = selection.domains.map { names in snapshot.domains.filter { names.contains($0.identity.name) } }
        let domains = chosen ?? snapshot.domains
        var content = FeedWriter()
        var message = FeedSnapshot(snapshot, of: daemon, domains, selection)
        // written apart, what is large is measured once and not at each depth
        let columns = message.columns
        message.columns = []
        content.append(message)
        for column in columns { content.append(Self.columnsField, column) }
        let facts =
            selection.leavesOutFacts
            ? [] : factsMessages.bytes(of: domains.map(\.facts), among: snapshot.domains)
        for (position, domain) in domains.enumerated() {
            var message = FeedWriter()
            message.append(FeedDomain(domain))
            if !facts.isEmpty, let facts = facts[position] { message.append(Self.factsField, facts) }
            content.append(Self.domainsField, message.bytes)
        }
        return field(Self.snapshotField, content.bytes)
    }

    /// The state of the sampler, to be put behind ``head(at:)``.
    public func state(_ snapshot: Snapshot) -> [UInt8] { field(Self.statusField, FeedStatus(snapshot, of: daemon)) }

    /// Events, to be put behind ``head(at:)``.
    ///
    /// - Parameter completeSince: Since when they are all that were announced: seconds of Unix time; `nil` if it is not told.
    public func events(
        _ events: [GuestEvent], cursor: UInt64, missed: UInt64, completeSince: Double? = nil
    ) -> [UInt8] {
        var message = FeedEvents()
        message.events = events.map(FeedEvent.init)
        message.cursor = cursor
        message.missed = missed
        message.completeSinceSeconds = completeSince ?? 0
        return field(Self.eventsField, message)
    }

    /// Why a question is not answered, to be put behind ``head(at:)``.
    public func refusal(_ reason: String) -> [UInt8] {
        var message = FeedRefusal()
        message.reason = reason
        return field(Self.refusalField, message)
    }

    /// What every answer begins with: a message's fields may be written one after another.
    public func head(at now: MonotonicTime) -> [UInt8] {
        var message = FeedResponse()
        message.nowNanoseconds = now.feedNanoseconds
        message.run = run
        var writer = FeedWriter()
        writer.append(message)
        return writer.bytes
    }

    // the numbers that feed.proto gives them
    private static let snapshotField: UInt8 = 3
    private static let eventsField: UInt8 = 4
    private static let statusField: UInt8 = 5
    private static let refusalField: UInt8 = 6
    private static let domainsField: UInt8 = 4
    private static let columnsField: UInt8 = 6
    private static let factsField: UInt8 = 13

    private func field(_ number: UInt8, _ message: some SwiftProtobuf.Message) -> [UInt8] {
        var writer = FeedWriter()
        writer.append(number, message)
        return writer.bytes
    }

    private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        var writer = FeedWriter()
        writer.append(number, content)
        return writer.bytes
    }
}
