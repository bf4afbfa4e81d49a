import FoundationEssentials
import Glibc
import SwiftProtobuf
import Synchronization

/// A connection to a daemon's feed, for programs that may wait: its calls block their thread, each until its deadline.
public final class FeedClient: Sendable {
    /// Where the daemon of this host listens unless told otherwise.
    public static let defaultPath = "/run/virtpulse/feed.sock"

    private let path: String
    /// Held during a question, for its answer is the next thing on the socket; `nil` once the connection broke.
    private let descriptor: Mutex<CInt?>

    /// Connects, which takes time only where very many do at once.
    ///
    /// - Throws: ``FeedError`` of the kinds `absent`, `denied`, `late` or `broken`.
    public init(path: String, within time: Duration = .seconds(5)) throws(FeedError) {
        self.path = path
        descriptor = Mutex(try FeedSocket.connect(to: path, within: time))
    }

    deinit { descriptor.withLock { if let descriptor = $0 { close(descriptor) } } }

    /// The newest snapshot.
    ///
    /// - Parameters:
    ///   - selection: The part of it that is wanted.
    ///   - last: Waits for another than this one, if given.
    ///   - subagent: How the asker fares, if it is one.
    ///   - time: How long the answer may take; it is given half a second before this, with whatever there is.
    public func sample(
        _ selection: FeedSelection = .all, after last: FeedGeneration? = nil, subagent: SubagentState? = nil,
        within time: Duration = .seconds(5)
    ) throws(FeedError) -> FeedSample {
        var request = FeedRequest()
        if let subagent { request.subagent = subagent.message }
        request.snapshot = FeedSnapshotRequest(selection)
        // a daemon that has just started may have no snapshot yet
        request.snapshot.waitMilliseconds = Self.wait(within: time)
        if let last {
            request.snapshot.afterGeneration = last.number
            request.snapshot.run = last.run
        }
        return try ask(request, within: time).readSample()
    }

    /// An earlier snapshot, for rates: the newest that the daemon keeps of those which began so long before its newest one.
    ///
    /// - Parameters:
    ///   - selection: The part of it that is wanted.
    ///   - before: How long before, at least.
    ///   - time: How long the answer may take.
    /// - Returns: `nil` if there is none, or the daemon is of a version that keeps none.
    public func earlierSample(
        _ selection: FeedSelection = .all, by before: Duration, within time: Duration = .seconds(5)
    ) throws(FeedError) -> FeedSample? {
        var request = FeedRequest()
        request.snapshot = FeedSnapshotRequest(selection)
        request.snapshot.beforeMilliseconds = UInt32(clamping: before.feedNanoseconds / 1_000_000)
        do throws(FeedError) {
            return try ask(request, within: time).readSample()
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
    }

    /// The events after a cursor; waits for one if there is none.
    ///
    /// - Parameters:
    ///   - cursor: The cursor of the last batch; 0 for the oldest events there are.
    ///   - run: The run of the last batch.
    ///   - time: How long the answer may take.
    public func events(
        after cursor: UInt64, run: UInt64? = nil, within time: Duration = .seconds(5), waits: Bool = false
    ) throws(FeedError) -> FeedEventBatch {
        var request = FeedRequest()
        request.events.cursor = cursor
        if let run { request.events.run = run }
        if waits { request.events.waitMilliseconds = Self.wait(within: time) }
        return try ask(request, within: time).readEvents()
    }

    /// The state of the daemon's sampler.
    public func state(within time: Duration = .seconds(5)) throws(FeedError) -> FeedState {
        var request = FeedRequest()
        request.status = FeedStatusRequest()
        return try ask(request, within: time).readState()
    }

    /// What the daemon may wait, so that its answer comes in time.
    private static func wait(within time: Duration) -> UInt32 {
        UInt32(clamping: max(time - .milliseconds(500), time / 2).feedNanoseconds / 1_000_000)
    }

    private func ask(_ request: FeedRequest, within time: Duration) throws(FeedError) -> FeedResponse {
        let bytes: [UInt8]
        do { bytes = try request.serializedBytes() } catch {
            throw .malformed("the question cannot be written: \(error)")
        }
        let answer = descriptor.withLock { descriptor in
            guard let open = descriptor else {
                return Result<[UInt8], FeedError>.failure(.broken(path: path, reason: "it was closed"))
            }
            do throws(FeedError) {
                let deadline = ContinuousClock.now + time
                let stream = FeedSocket(descriptor: open, path: path, deadline: deadline, time: time)
                try stream.send(FeedFrame.head(of: bytes.count) + bytes)
                let length = FeedFrame.length(try stream.receive(FeedFrame.headSize))
                guard length <= FeedFrame.mostResponseBytes else {
                    throw .malformed("an answer of \(length) bytes")
                }
                return .success(try stream.receive(length))
            } catch {
                // what comes next would be the answer to this question
                close(open)
                descriptor = nil
                return .failure(error)
            }
        }
        return try FeedResponse(reading: try answer.get())
    }
}
