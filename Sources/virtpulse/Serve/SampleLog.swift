import Logging
import Snapshot
import Synchronization

/// Logs what changes from sample to sample, not every sample.
final class SampleLog: Sendable {
    private struct State {
        var isUp: Bool?
        var problems: Set<String> = []
        /// The guests whose monitor does not answer.
        var stuck: Set<String> = []
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) { self.logger = logger }

    func note(_ snapshot: Snapshot) {
        let status = snapshot.status
        let problems = Set(status.problems.map(\.description))
        let stuck = Set(snapshot.domains.lazy.filter(\.isStuck).map(\.identity.name))
        let (wasUp, known, wereStuck) = state.withLock { state in
            defer { state = State(isUp: status.isUp, problems: problems, stuck: status.isUp ? stuck : state.stuck) }
            return (state.isUp, state.problems, state.stuck)
        }
        for problem in status.problems where !known.contains(problem.description) {
            logger.warning("\(problem.description)")
        }
        if status.isUp, !wereStuck.isEmpty {
            for domain in snapshot.domains where wereStuck.contains(domain.identity.name) && !domain.isStuck {
                logger.info("guest \(domain.identity.name.debugDescription) answers its monitor again")
            }
        }
        if status.isUp, wasUp != true {
            logger.info(
                "libvirt answers",
                metadata: [
                    "uri": "\(snapshot.host?.uri ?? "-")", "guests": "\(snapshot.domains.count)",
                    "duration_seconds": "\(status.duration / .seconds(1))",
                ])
        } else if !status.isUp, wasUp == true {
            logger.error("libvirt does not answer any more; trying again")
        }
    }
}
