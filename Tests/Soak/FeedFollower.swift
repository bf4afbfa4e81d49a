import Feed
import Foundation
import Snapshot
import Synchronization

/// A program that follows the agent's feed, one sample after another, and judges each.
final class FeedFollower: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private struct State {
        var samples = 0
        var failure: (any Error)?
        var isOver = false
    }

    private let path: String
    private let state = Mutex(State())
    /// The agent's interval and deadline, with room for a machine that does much else.
    private static let patience = Duration.seconds(15)

    /// Follows on a thread of its own, for the client blocks it.
    init(path: String) {
        self.path = path
        Thread.detachNewThread { [self] in
            do { try follow() } catch { state.withLock { $0.failure = error } }
        }
    }

    func end() { state.withLock { $0.isOver = true } }

    /// How many samples there were.
    ///
    /// - Throws: What was wrong with the last one.
    func check() throws -> Int {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.samples
        }
    }

    private func follow() throws {
        let subscription = FeedSubscription(path: path)
        var last: FeedSample?
        while !state.withLock({ $0.isOver }) {
            let sample = try subscription.next(within: Self.patience)
            try judge(sample, after: last)
            last = sample
            state.withLock { $0.samples += 1 }
        }
    }

    private func judge(_ sample: FeedSample, after last: FeedSample?) throws {
        func fail(_ text: String) -> Failure {
            Failure(description: "the feed's sample \(sample.snapshot.generation): \(text)")
        }
        let domains = sample.snapshot.domains.map(\.identity.name)
        guard Set(domains).count == domains.count else { throw fail("a guest is there twice") }
        guard sample.now >= sample.snapshot.startedAt else { throw fail("it is of the future") }
        guard let last else { return }
        guard sample.run == last.run else { throw fail("it is of another run") }
        guard sample.snapshot.generation > last.snapshot.generation else {
            throw fail("it came after \(last.snapshot.generation)")
        }
        guard sample.now >= last.now else { throw fail("its clock went back") }
    }
}
