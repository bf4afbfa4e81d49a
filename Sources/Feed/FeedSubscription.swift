import Glibc
import Synchronization

/// One snapshot of a daemon after another, also when the daemon is started anew meanwhile; for programs that run on.
///
/// Its calls block their thread.
public final class FeedSubscription: Sendable {
    private struct State {
        var client: FeedClient?
        var last: FeedGeneration?
    }

    private let path: String
    private let selection: FeedSelection
    private let subagent: @Sendable () -> SubagentState?
    private let state = Mutex(State())

    /// How long a daemon that is gone is left alone.
    private static let pause = Duration.milliseconds(200)

    /// The snapshots that the daemon at this path will have.
    ///
    /// - Parameter subagent: How the program fares, if it is one of an SNMP agent; asked for with each question.
    public init(
        path: String, _ selection: FeedSelection = .all, subagent: @escaping @Sendable () -> SubagentState? = { nil }
    ) {
        self.path = path
        self.selection = selection
        self.subagent = subagent
    }

    /// The next snapshot: the newest at first, then each time another.
    ///
    /// A daemon that is not there is waited for once there was one.
    /// - Parameters:
    ///   - time: How long it may take. Without a newer snapshot until then it is the last one again.
    ///   - isPatient: Whether a daemon that went away is waited for.
    /// - Throws: ``FeedError`` if there was no daemon, or none that answered, until then.
    public func next(within time: Duration, isPatient: Bool = true) throws(FeedError) -> FeedSample {
        let deadline = ContinuousClock.now + time
        let last = state.withLock { $0.last }
        while true {
            do throws(FeedError) {
                let sample = try ask(within: deadline - .now)
                // the daemon itself waits no longer than a minute
                if sample.generation != last || deadline - .now < .seconds(1) { return sample }
            } catch {
                guard isPatient, last != nil, error.mayPass, deadline - .now > Self.pause else { throw error }
                usleep(UInt32(Self.pause.feedNanoseconds / 1_000))
            }
        }
    }

    private func ask(within time: Duration) throws(FeedError) -> FeedSample {
        let end = ContinuousClock.now + time
        let (known, last) = state.withLock { ($0.client, $0.last) }
        do throws(FeedError) {
            let client = if let known { known } else { try FeedClient(path: path, within: time) }
            let sample = try client.sample(selection, after: last, subagent: subagent(), within: end - .now)
            state.withLock { $0 = State(client: client, last: sample.generation) }
            return sample
        } catch {
            // its connection is closed or in an unknown state
            state.withLock { $0.client = nil }
            throw error
        }
    }
}

extension FeedError {
    /// Whether another try may go better.
    fileprivate var mayPass: Bool {
        switch self {
        case .absent, .broken, .refused: true
        case .denied, .late, .otherHost, .malformed: false
        }
    }
}
