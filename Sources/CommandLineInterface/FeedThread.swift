public import Feed
import Libvirt

/// A thread for questions to the feed, whose client blocks the one it is called on.
public actor FeedThread {
    private let executor: ThreadExecutor

    /// That thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Starts it.
    ///
    /// - Parameter path: The daemon's socket, as an error names it.
    /// - Throws: ``OperatorError`` if the system gives no thread.
    public init(for path: String) throws(OperatorError) {
        do throws(LibvirtError) { executor = try ThreadExecutor(name: "feed", for: path) } catch {
            throw .failure(error.description)
        }
    }

    /// Asks on it.
    public func ask<Answer: Sendable>(
        _ question: @Sendable () throws(FeedError) -> Answer
    ) throws(FeedError) -> Answer { try question() }
}
