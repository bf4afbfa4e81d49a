import FoundationEssentials
public import Snapshot
import SwiftProtobuf

/// A question that a reader asked.
public enum FeedQuestion: Hashable, Sendable {
    /// A snapshot, of another generation than the one given, if one is, for which it waits so long.
    case snapshot(FeedSelection, after: UInt64?, run: UInt64?, wait: Duration)
    /// The events after a cursor of a run, for which it waits so long if there is none.
    case events(after: UInt64, run: UInt64?, wait: Duration)
    /// The state of the sampler.
    case status

    /// The question of these bytes.
    ///
    /// - Throws: ``FeedError`` of the kind `malformed` if it is none, or one of a newer version.
    public init(reading bytes: [UInt8]) throws(FeedError) {
        let request: FeedRequest
        do { request = try FeedRequest(serializedBytes: bytes) } catch {
            throw .malformed("it is no message of the feed")
        }
        switch request.question {
        case .snapshot(let snapshot):
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

    /// The answers of a daemon that begins to run.
    public init(_ daemon: FeedDaemon) { self.init(daemon, run: .random(in: 1 ... .max)) }

    init(_ daemon: FeedDaemon, run: UInt64) {
        self.daemon = daemon
        self.run = run
    }

    /// What belongs to a snapshot whenever it is asked for, and is put behind ``head(at:)``.
    public func body(_ snapshot: Snapshot, _ selection: FeedSelection) -> [UInt8] {
        field(Self.snapshotField, FeedSnapshot(snapshot, of: daemon, selection: selection))
    }

    /// The state of the sampler, to be put behind ``head(at:)``.
    public func state(_ snapshot: Snapshot) -> [UInt8] { field(Self.statusField, FeedStatus(snapshot, of: daemon)) }

    /// Events, to be put behind ``head(at:)``.
    public func events(_ events: [GuestEvent], cursor: UInt64, missed: UInt64) -> [UInt8] {
        var message = FeedEvents()
        message.events = events.map(FeedEvent.init)
        message.cursor = cursor
        message.missed = missed
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
        return bytes(of: message)
    }

    // the numbers that feed.proto gives them
    private static let snapshotField: UInt8 = 3
    private static let eventsField: UInt8 = 4
    private static let statusField: UInt8 = 5
    private static let refusalField: UInt8 = 6

    /// A message as a field of another: its number, its length, itself.
    private func field(_ number: UInt8, _ message: some SwiftProtobuf.Message) -> [UInt8] {
        let content = bytes(of: message)
        var bytes: [UInt8] = [number << 3 | 2]
        bytes.reserveCapacity(content.count + 8)
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes += content
        return bytes
    }

    private func bytes(of message: some SwiftProtobuf.Message) -> [UInt8] {
        do { return try message.serializedBytes() } catch {
            // proto3 has no required fields, and no message of ours has two gigabytes
            preconditionFailure("a message of the feed cannot be written: \(error)")
        }
    }
}
