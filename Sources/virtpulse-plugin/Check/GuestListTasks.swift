import DomainXML
import Libvirt
import LibvirtSource
import NagiosOutput
import Snapshot

/// What is asked of all guests at once, before those that it is true of are asked more.
extension DirectTask {
    /// The images of all guests of the host.
    static let allGuests = DirectTask(questions: [.usedPaths], subject: .host) { (link) throws(DirectTrouble) in
        let guests = try await guests(.init(), over: link)
        return Outcome(more: guests.map(images))
    }

    /// The images that snapshots of any guest go back to.
    static let allSnapshots = DirectTask(questions: [.usedPaths], subject: .host) { (link) throws(DirectTrouble) in
        let guests = try await guests(.hasSnapshot, over: link)
        return Outcome(more: guests.map { savedPoints($0, [.usedPaths]) })
    }

    private static func guests(
        _ filter: DomainListFilter, over link: DirectLink
    ) async throws(DirectTrouble) -> [DomainIdentity] {
        try await DirectTrouble.catching { () async throws(LibvirtError) in try await link.connection.domains(filter) }
            .map { DomainIdentity(name: $0.name, uuid: .init(high: $0.uuid.high, low: $0.uuid.low), id: $0.id) }
    }

    private static func images(_ guest: DomainIdentity) -> DirectTask {
        DirectTask(questions: [.usedPaths], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            var paths = try await configuration(of: guest, [], over: link).paths
            // what it will have at its next start is no orphan
            if guest.id != nil { paths.formUnion(try await configuration(of: guest, .inactive, over: link).paths) }
            return Outcome { [paths] in $0.usedPaths.formUnion(paths) }
        }
    }

    static func managedSaves(_ guests: [DomainIdentity]) -> DirectTask {
        DirectTask(questions: [.managedSave], subject: .host) { (link) throws(DirectTrouble) in
            let saved = Set(try await Self.guests(.managedSave, over: link).map(\.uuid))
            return Outcome { answers in
                for guest in guests { answers.managedSaves[guest.uuid] = saved.contains(guest.uuid) }
            }
        }
    }

    static func snapshots(_ guests: [DomainIdentity]) -> DirectTask {
        DirectTask(questions: [.snapshots], subject: .host) { (link) throws(DirectTrouble) in
            let owners = Set(try await Self.guests(.hasSnapshot, over: link).map(\.uuid))
            return Outcome(
                note: { answers in
                    for guest in guests where !owners.contains(guest.uuid) { answers.snapshots[guest.uuid] = [] }
                }, more: guests.filter { owners.contains($0.uuid) }.map { savedPoints($0, [.snapshots]) })
        }
    }

    private static func savedPoints(_ guest: DomainIdentity, _ questions: [DirectQuestion]) -> DirectTask {
        DirectTask(questions: questions, subject: .guest(guest)) { (link) throws(DirectTrouble) in
            let snapshots = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.snapshots(of: DomainReference(guest))
            }
            var points: [DirectAnswers.SavedPoint] = []
            var paths: Set<String> = []
            for snapshot in snapshots {
                let said = try DirectTrouble.reading { () throws(DomainXMLError) in
                    try SavedPointXML.snapshot(from: snapshot.xml)
                }
                points.append(.init(name: snapshot.name, createdAt: said.createdAt))
                paths.formUnion(said.paths)
            }
            return Outcome { [points, paths] answers in
                if questions.contains(.snapshots) { answers.snapshots[guest.uuid] = points }
                if questions.contains(.usedPaths) { answers.usedPaths.formUnion(paths) }
            }
        }
    }

    static func checkpoints(_ guests: [DomainIdentity]) -> DirectTask {
        DirectTask(questions: [.checkpoints], subject: .host) { (link) throws(DirectTrouble) in
            let owners = Set(try await Self.guests(.hasCheckpoint, over: link).map(\.uuid))
            return Outcome(
                note: { answers in
                    for guest in guests where !owners.contains(guest.uuid) { answers.checkpoints[guest.uuid] = [] }
                }, more: guests.filter { owners.contains($0.uuid) }.map(checkpoints))
        }
    }

    private static func checkpoints(_ guest: DomainIdentity) -> DirectTask {
        DirectTask(questions: [.checkpoints], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            let checkpoints = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.checkpoints(of: DomainReference(guest))
            }
            var points: [DirectAnswers.SavedPoint] = []
            for checkpoint in checkpoints {
                let moment = try DirectTrouble.reading { () throws(DomainXMLError) in
                    try SavedPointXML.creationTime(ofCheckpoint: checkpoint.xml)
                }
                points.append(.init(name: checkpoint.name, createdAt: moment))
            }
            return Outcome { [points] in $0.checkpoints[guest.uuid] = points }
        }
    }

    static func configurations(_ guests: [DomainIdentity]) -> DirectTask {
        DirectTask(questions: [.configurations], subject: .host) { (link) throws(DirectTrouble) in
            let persistent = Set(try await Self.guests([.active, .persistent], over: link).map(\.uuid))
            return Outcome(more: guests.filter { persistent.contains($0.uuid) }.map(drift))
        }
    }

    private static func drift(_ guest: DomainIdentity) -> DirectTask {
        DirectTask(questions: [.configurations], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            let live = try await configuration(of: guest, [], over: link)
            let next = try await configuration(of: guest, .inactive, over: link)
            let drifts = ConfigurationDrift.words(live: live, next: next)
            return Outcome { $0.drifts[guest.uuid] = drifts }
        }
    }

    static func configuration(
        of guest: DomainIdentity, _ flags: DomainXMLFlags, over link: DirectLink
    ) async throws(DirectTrouble) -> DomainConfiguration {
        let xml = try await DirectTrouble.catching { () async throws(LibvirtError) in
            try await link.connection.xml(of: DomainReference(guest), flags: flags)
        }
        return try DirectTrouble.reading { () throws(DomainXMLError) in try DomainConfiguration(from: xml) }
    }
}
