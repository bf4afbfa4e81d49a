import Logging
import Snapshot
import Synchronization

/// Logs what changes from sample to sample, not every sample.
final class SampleLog: Sendable {
    private struct State {
        var isUp: Bool?
        var problems: Set<String> = []
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) { self.logger = logger }

    func note(_ snapshot: Snapshot) {
        let status = snapshot.status
        let problems = Set(status.problems.map(\.description))
        let (wasUp, known) = state.withLock { state in
            defer { state = State(isUp: status.isUp, problems: problems) }
            return (state.isUp, state.problems)
        }
        for problem in status.problems where !known.contains(problem.description) {
            logger.warning("\(problem.description)")
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
