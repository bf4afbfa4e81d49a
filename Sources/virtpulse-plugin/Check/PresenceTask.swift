import Libvirt
import LibvirtSource
import NagiosOutput
import Snapshot

extension DirectTask {
    /// Whether the subject of a task runs, after libvirt said that the task is no valid operation.
    ///
    /// libvirt says so of what went off meanwhile, which is no failure, but for other reasons as well.
    ///
    /// - Parameter reason: What libvirt said.
    /// - Returns: `nil` if the task is of the host, or such a one itself.
    static func presence(after task: DirectTask, _ reason: String) -> DirectTask? {
        guard !task.isPresence else { return nil }
        switch task.subject {
        case .host: return nil
        case .guest(let guest):
            // an agent answers only while its guest runs
            let needsRunning = task.needsWriting
            return presence(after: task, reason) { (link) throws(LibvirtError) in
                let state = try await link.connection.state(of: DomainReference(guest)).state
                return needsRunning ? state == .running || state == .blocked : state != .shutoff
            }
        case .pool(let name):
            return presence(after: task, reason) { (link) throws(LibvirtError) in
                try await link.connection.storagePools(.active).contains { $0.name == name }
            }
        case .network(let name):
            return presence(after: task, reason) { (link) throws(LibvirtError) in
                try await link.connection.networks().contains { $0.name == name && $0.isActive }
            }
        }
    }

    private static func presence(
        after task: DirectTask, _ reason: String,
        _ runs: @escaping @Sendable (DirectLink) async throws(LibvirtError) -> Bool
    ) -> DirectTask {
        let (questions, subject) = (task.questions, task.subject)
        return DirectTask(questions: questions, subject: subject, isPresence: true) { (link) throws(DirectTrouble) in
            let isThere = try await DirectTrouble.catching { () async throws(LibvirtError) in try await runs(link) }
            return Outcome { answers in
                if isThere {
                    answers.failures += questions.map { .init($0, of: subject.name, reason) }
                } else if case .guest(let guest) = subject {
                    answers.gone.insert(guest.uuid)
                }
            }
        }
    }
}
