import Catalogue
import Snapshot
import SwiftProtobuf

/// What a daemon tells of itself beside its samples.
public struct FeedDaemon: Hashable, Sendable {
    /// Its version.
    public var version: String
    /// At which interval it takes samples by itself.
    public var interval: Duration
    /// The libvirt URI of its host, as it was told it.
    public var uri: String

    /// The daemon of this version, interval and host.
    public init(version: String, interval: Duration, uri: String) {
        self.version = version
        self.interval = interval
        self.uri = uri
    }
}

extension FeedStatus {
    init(_ snapshot: Snapshot, of daemon: FeedDaemon) {
        let status = snapshot.status
        self.init()
        generation = snapshot.generation
        startedNanoseconds = snapshot.startedAt.feedNanoseconds
        isUp = status.isUp
        if let moment = status.lastAnswered { lastAnsweredNanoseconds = moment.feedNanoseconds }
        durationNanoseconds = status.duration.feedNanoseconds
        heldCalls = UInt32(clamping: status.heldCalls)
        rounds = status.rounds
        collectors = status.collectors.sorted { $0.key.rawValue < $1.key.rawValue }.map { collector, status in
            .with {
                $0.collector = collector.rawValue
                if let duration = status.duration { $0.durationNanoseconds = duration.feedNanoseconds }
                $0.succeeded = status.succeeded
                if let moment = status.lastSuccess { $0.lastSuccessNanoseconds = moment.feedNanoseconds }
            }
        }
        problems = status.problems.map { problem in
            .with {
                $0.kind = FeedProblem.Kind(problem.kind)
                $0.text = problem.description
            }
        }
        version = daemon.version
        intervalNanoseconds = daemon.interval.feedNanoseconds
        uri = daemon.uri
    }
}

extension SampleStatus {
    /// Collectors that this version does not know are left out.
    init(_ message: FeedStatus) {
        self.init(
            isUp: message.isUp,
            lastAnswered: message.hasLastAnsweredNanoseconds
                ? MonotonicTime(feedNanoseconds: message.lastAnsweredNanoseconds) : nil,
            heldCalls: Int(message.heldCalls), duration: Duration(feedNanoseconds: message.durationNanoseconds),
            rounds: message.rounds,
            collectors: Dictionary(
                message.collectors.compactMap { status in
                    Collector(rawValue: status.collector).map { ($0, CollectorStatus(status)) }
                }, uniquingKeysWith: { first, _ in first }),
            problems: message.problems.map { StatsFailure(StatsFailure.Kind($0.kind), $0.text) })
    }
}

extension CollectorStatus {
    fileprivate init(_ message: FeedCollectorStatus) {
        self.init(
            duration: message.hasDurationNanoseconds ? Duration(feedNanoseconds: message.durationNanoseconds) : nil,
            succeeded: message.succeeded,
            lastSuccess: message.hasLastSuccessNanoseconds
                ? MonotonicTime(feedNanoseconds: message.lastSuccessNanoseconds) : nil)
    }
}

extension FeedProblem.Kind {
    fileprivate init(_ kind: StatsFailure.Kind) {
        self =
            switch kind {
            case .failed: .failed
            case .unreachable: .unreachable
            case .late: .late
            case .unsupported: .unsupported
            case .misconfigured: .misconfigured
            }
    }
}

extension StatsFailure.Kind {
    fileprivate init(_ kind: FeedProblem.Kind) {
        self =
            switch kind {
            case .unreachable: .unreachable
            case .late: .late
            case .unsupported: .unsupported
            case .misconfigured: .misconfigured
            case .failed, .unspecified, .UNRECOGNIZED: .failed
            }
    }
}
