import HostFollowing
import Libvirt
import NagiosOutput
import Synchronization

/// A connection that single things are asked over, one after another.
final class DirectLink: Sendable {
    let connection: Connection
    /// How long it took to open it.
    let openTime: Duration
    private let lastReturn: LastReturn

    /// When a call last came back.
    private final class LastReturn: Sendable {
        private let moment = Mutex(ContinuousClock.now)

        var value: ContinuousClock.Instant { moment.withLock { $0 } }

        func note() { moment.withLock { $0 = .now } }
    }

    /// What came of a task.
    enum Reply: Sendable {
        case outcome(DirectTask.Outcome)
        case trouble(DirectTrouble)
        /// A call did not return in its time: it has the connection until it does.
        case hangs
    }

    private init(_ connection: Connection, _ openTime: Duration, _ lastReturn: LastReturn) {
        self.connection = connection
        self.openTime = openTime
        self.lastReturn = lastReturn
    }

    /// Opens a connection.
    ///
    /// - Returns: `nil` if that takes longer than the patience.
    static func open(
        _ uri: String, access: Connection.Access, within patience: Duration
    ) async -> Result<DirectLink, LibvirtError>? {
        let answer = OneAnswer<Result<DirectLink, LibvirtError>>()
        Task {
            let began = ContinuousClock.now
            let lastReturn = LastReturn()
            do throws(LibvirtError) {
                let connection = try await Connection(uri: uri, access: access) { _, _, _ in lastReturn.note() }
                answer.give(.success(DirectLink(connection, began.duration(to: .now), lastReturn)))
            } catch {
                answer.give(.failure(error))
            }
        }
        return await answer.value(within: patience)
    }

    /// Closes the connection, or gives up on that after a while: of one that just ends libvirtd writes into its log.
    func close(within patience: Duration) async {
        let end = OneAnswer<Void>()
        Task(executorPreference: connection.thread) {
            await self.connection.close()
            end.give(())
        }
        _ = await end.value(within: patience)
    }

    /// Asks; a task of many calls may go on for as long as each of them returns in time.
    ///
    /// - Parameter returned: called when the task is over after all, however late, and before the reply.
    func reply(
        to task: DirectTask, patience: Duration, until deadline: ContinuousClock.Instant,
        returned: @escaping @Sendable () async -> Void
    ) async -> Reply {
        let reply = OneAnswer<Reply>()
        lastReturn.note()
        Task(executorPreference: connection.thread) {
            let answer: Reply
            do throws(DirectTrouble) {
                answer = .outcome(try await task.ask(self))
            } catch {
                answer = .trouble(error)
            }
            await returned()
            reply.give(answer)
        }
        let watch = Task { [lastReturn] in
            while !Task.isCancelled {
                let due = min(lastReturn.value + patience, deadline)
                if due <= .now { break }
                try? await Task.sleep(until: due, clock: .continuous)
            }
            reply.give(.hangs)
        }
        defer { watch.cancel() }
        // the watch ends it before
        return await reply.value(within: (deadline - .now) + .seconds(1)) ?? .hangs
    }
}
