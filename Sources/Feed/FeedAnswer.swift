import FoundationEssentials
public import Snapshot
import SwiftProtobuf

/// A snapshot's number among those of a run of a daemon.
public struct FeedGeneration: Hashable, Sendable {
    /// The run.
    public let run: UInt64
    /// The number in it.
    public let number: UInt64

    /// The snapshot of this number of this run.
    public init(run: UInt64, number: UInt64) {
        self.run = run
        self.number = number
    }
}

/// A snapshot as a feed told it.
public struct FeedSample: Sendable {
    /// The snapshot; its moments are on the daemon's clock.
    public let snapshot: Snapshot
    /// The moment of the answer on the same clock.
    public let now: MonotonicTime
    /// What the daemon says of itself.
    public let daemon: FeedDaemon
    /// Which run of the daemon it is of: generations are counted anew in each.
    public let run: UInt64

    /// Which snapshot it is.
    public var generation: FeedGeneration { FeedGeneration(run: run, number: snapshot.generation) }
}

/// Events as a feed told them.
public struct FeedEventBatch: Sendable {
    /// The events by rising cursor.
    public let events: [GuestEvent]
    /// Where to go on.
    public let cursor: UInt64
    /// How many after the reader's cursor are no longer kept.
    public let missed: UInt64
    /// Since when everything that libvirt announced is kept: seconds of Unix time; `nil` of a daemon that does not say.
    public let completeSince: Double?
    /// Which run of the daemon they are of.
    public let run: UInt64
}

/// The state of a daemon's sampler as a feed told it.
public struct FeedState: Sendable {
    /// The number of the newest snapshot.
    public let generation: UInt64
    /// When its round began.
    public let startedAt: MonotonicTime
    /// How the round went.
    public let status: SampleStatus
    /// The moment of the answer.
    public let now: MonotonicTime
    /// What the daemon says of itself.
    public let daemon: FeedDaemon
    /// Which run of the daemon it is.
    public let run: UInt64
}

extension FeedDaemon {
    fileprivate init(_ status: FeedStatus) {
        self.init(
            version: status.version, interval: Duration(feedNanoseconds: status.intervalNanoseconds), uri: status.uri)
    }
}

extension FeedSample {
    /// The sample of an answer's bytes, without their length.
    ///
    /// - Throws: ``FeedError`` of the kinds `malformed` or `refused`.
    public init(reading bytes: [UInt8]) throws(FeedError) { self = try FeedResponse(reading: bytes).readSample() }
}

extension FeedResponse {
    /// The answer of these bytes.
    init(reading bytes: some SwiftProtobufContiguousBytes) throws(FeedError) {
        do { self = try FeedResponse(serializedBytes: bytes) } catch {
            throw .malformed("it is no message of the feed (\(error))")
        }
        if case .refusal(let refusal) = answer { throw .refused(reason: refusal.reason) }
    }

    func readSample() throws(FeedError) -> FeedSample {
        guard case .snapshot(let message) = answer else { throw .malformed("a snapshot was asked for") }
        return FeedSample(
            snapshot: try Snapshot(message), now: MonotonicTime(feedNanoseconds: nowNanoseconds),
            daemon: FeedDaemon(message.status), run: run)
    }

    func readState() throws(FeedError) -> FeedState {
        guard case .status(let message) = answer else { throw .malformed("the status was asked for") }
        return FeedState(
            generation: message.generation, startedAt: MonotonicTime(feedNanoseconds: message.startedNanoseconds),
            status: SampleStatus(message), now: MonotonicTime(feedNanoseconds: nowNanoseconds),
            daemon: FeedDaemon(message), run: run)
    }

    func readEvents() throws(FeedError) -> FeedEventBatch {
        guard case .events(let message) = answer else { throw .malformed("events were asked for") }
        return FeedEventBatch(
            events: try message.events.map { event throws(FeedError) in try GuestEvent(event) },
            cursor: message.cursor, missed: message.missed,
            completeSince: message.completeSinceSeconds > 0 ? message.completeSinceSeconds : nil, run: run)
    }
}

extension GuestEvent {
    fileprivate init(_ message: FeedEvent) throws(FeedError) {
        guard let uuid = DomainIdentity.UUID(bytes: message.uuid) else {
            throw .malformed("the UUID of an event has \(message.uuid.count) bytes, not 16")
        }
        self.init(
            cursor: message.cursor, at: message.seconds, domain: message.domain, uuid: uuid, kind: message.kind,
            detail: message.detail.isEmpty ? nil : message.detail)
    }
}

extension FeedEvent {
    init(_ event: GuestEvent) {
        self.init()
        cursor = event.cursor
        seconds = event.at
        domain = event.domain
        uuid = event.uuid.bytes
        kind = event.kind
        detail = event.detail ?? ""
    }
}

extension DomainIdentity.UUID {
    var bytes: Data {
        var halves = (high.bigEndian, low.bigEndian)
        return withUnsafeBytes(of: &halves) { Data($0) }
    }

    init?(bytes: Data) {
        guard bytes.count == 16 else { return nil }
        func half(_ part: Data.SubSequence) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: half(bytes.prefix(8)), low: half(bytes.suffix(8)))
    }
}
