import NagiosOutput
import Snapshot

/// What libvirt is to be asked, and of which guests.
struct DirectRequest: Sendable {
    let questions: Set<DirectQuestion>
    /// The guests that matter, with the numbers of those that run.
    let guests: [DomainIdentity]
    /// XPath expressions to what is wanted of guests' metadata.
    var metadataPaths: [String] = []
    /// Those of which it is known that they do not answer: what needs their word is not asked.
    var silent: Set<DomainIdentity.UUID> = []

    var needsWriting: Bool { questions.contains(where: \.needsWriting) }

    /// What is asked first; more may come of it.
    var tasks: [DirectTask] {
        var tasks: [DirectTask] = []
        if questions.contains(.connection) { tasks.append(.connection) }
        if questions.contains(.hugePages) { tasks.append(.hugePages) }
        if questions.contains(.leases) { tasks.append(.networks) }
        // the images that volumes rest on are known of volumes alone
        if questions.contains(.volumes) { tasks.append(.pools(withBacking: questions.contains(.usedPaths))) }
        if questions.contains(.usedPaths) { tasks += [.allGuests, .allSnapshots] }
        if questions.contains(.managedSave) { tasks.append(.managedSaves(guests)) }
        if questions.contains(.snapshots) { tasks.append(.snapshots(guests)) }
        if questions.contains(.checkpoints) { tasks.append(.checkpoints(guests)) }
        if questions.contains(.configurations) { tasks.append(.configurations(guests)) }
        for guest in guests {
            if questions.contains(.messages) { tasks.append(.messages(guest)) }
            let isSilent = silent.contains(guest.uuid)
            if questions.contains(.diskErrors), guest.id != nil, !isSilent { tasks.append(.diskErrors(guest)) }
            let wanted = isSilent ? questions.subtracting([.blockJobs]) : questions
            if let document = DirectTask.document(guest, wanted, metadataPaths) { tasks.append(document) }
        }
        return tasks
    }
}
