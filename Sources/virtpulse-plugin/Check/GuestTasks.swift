import DomainXML
import Libvirt
import LibvirtSource
import NagiosOutput
import Snapshot

/// What is asked of one guest.
extension DirectTask {
    static func messages(_ guest: DomainIdentity) -> DirectTask {
        DirectTask(questions: [.messages], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            let messages = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.messages(of: DomainReference(guest))
            }
            return Outcome { $0.messages[guest.uuid] = messages }
        }
    }

    static func diskErrors(_ guest: DomainIdentity) -> DirectTask {
        DirectTask(questions: [.diskErrors], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            let errors = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.diskErrors(of: DomainReference(guest))
            }
            return Outcome { $0.diskErrors[guest.uuid] = errors.map { ($0.device, $0.rawValue) } }
        }
    }

    /// What the XML of a guest answers, asked for once; `nil` if it answers nothing that is asked.
    static func document(
        _ guest: DomainIdentity, _ all: Set<DirectQuestion>, _ paths: [String]
    ) -> DirectTask? {
        let ofRunning: Set<DirectQuestion> = [.snapshots, .blockJobs, .agents, .agentPing, .fileSystems]
        let wanted = all.intersection(guest.id == nil ? [.metadata] : ofRunning.union([.metadata]))
        guard !wanted.isEmpty else { return nil }
        // what is asked in consequence needs another connection, this does not
        let questions = wanted.subtracting([.agentPing, .fileSystems]).union(
            wanted.isDisjoint(with: [.agentPing, .fileSystems]) ? [] : [.agents])
        return DirectTask(questions: questions.sorted { $0.rawValue < $1.rawValue }, subject: .guest(guest)) {
            (link) throws(DirectTrouble) in
            let xml = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.xml(of: DomainReference(guest))
            }
            var texts: [String: [String]] = [:]
            if wanted.contains(.metadata) {
                for path in paths {
                    texts[path] = try DirectTrouble.reading { () throws(DomainXMLError) in
                        try MetadataPath(path).texts(inDomain: xml)
                    }
                }
            }
            let configuration = try DirectTrouble.reading { () throws(DomainXMLError) in
                try DomainConfiguration(from: xml)
            }
            return Outcome(
                note: { [texts] answers in
                    if wanted.contains(.metadata) { answers.metadata[guest.uuid] = texts }
                    note(configuration, of: guest, wanted, &answers)
                }, more: consequences(configuration, of: guest, wanted))
        }
    }

    private static func note(
        _ configuration: DomainConfiguration, of guest: DomainIdentity, _ wanted: Set<DirectQuestion>,
        _ answers: inout DirectAnswers
    ) {
        guard guest.id != nil else { return }
        if wanted.contains(.snapshots) {
            let lengths = configuration.disks.filter(\.isChainComplete).map { $0.backing.count + 1 }
            answers.chains[guest.uuid] = lengths.max()
        }
        switch configuration.agent {
        case .connected: answers.agents[guest.uuid] = .connected
        case .disconnected: answers.agents[guest.uuid] = .disconnected
        case .unknown: answers.agents[guest.uuid] = .untold
        case nil: answers.agents[guest.uuid] = .absent
        }
    }

    private static func consequences(
        _ configuration: DomainConfiguration, of guest: DomainIdentity, _ wanted: Set<DirectQuestion>
    ) -> [DirectTask] {
        var tasks: [DirectTask] = []
        if wanted.contains(.blockJobs) {
            // the XML tells of copies and active commits, but not of other jobs
            let disks = configuration.disks.filter { $0.source != nil }.map(\.target)
            tasks.append(blockJobs(guest, disks))
        }
        // one that is not connected cannot answer
        if configuration.agent == .connected {
            if wanted.contains(.agentPing) { tasks.append(ping(guest)) }
            if wanted.contains(.fileSystems) { tasks.append(fileSystems(guest)) }
        }
        return tasks
    }

    private static func blockJobs(_ guest: DomainIdentity, _ disks: [String]) -> DirectTask {
        DirectTask(questions: [.blockJobs], subject: .guest(guest)) { (link) throws(DirectTrouble) in
            var jobs: [DirectAnswers.BlockJob] = []
            for disk in disks {
                let job = try await DirectTrouble.catching { () async throws(LibvirtError) in
                    do throws(LibvirtError) {
                        return try await link.connection.blockJob(of: DomainReference(guest), device: disk)
                    } catch  where error.code == .invalidArgument {
                        // the disk was unplugged
                        return nil
                    }
                }
                guard let job else { continue }
                jobs.append(.init(disk: disk, kind: job.kind.description, current: job.current, end: job.end))
            }
            return Outcome { [jobs] in $0.blockJobs[guest.uuid] = jobs }
        }
    }

    private static func ping(_ guest: DomainIdentity) -> DirectTask {
        let silence: @Sendable (inout DirectAnswers) -> Void = { $0.agents[guest.uuid] = .silent }
        return DirectTask(questions: [.agentPing], subject: .guest(guest), noteOfHang: silence) {
            (link) throws(DirectTrouble) in
            do throws(LibvirtError) {
                _ = try await link.connection.guestTime(of: DomainReference(guest))
            } catch {
                // one that may not tell the time answers all the same
                if error.code == .agentCommandFailed { return Outcome() }
                guard error.code.isOfSilentAgent else { throw .libvirt(error) }
                return Outcome(note: silence)
            }
            return Outcome()
        }
    }

    private static func fileSystems(_ guest: DomainIdentity) -> DirectTask {
        let silence: @Sendable (inout DirectAnswers) -> Void = { $0.agents[guest.uuid] = .silent }
        return DirectTask(questions: [.fileSystems], subject: .guest(guest), noteOfHang: silence) {
            (link) throws(DirectTrouble) in
            do throws(LibvirtError) {
                let said = try await link.connection.guestInformation(of: DomainReference(guest), .fileSystems)
                let found = FileSystemUses.all(in: said)
                return Outcome { $0.fileSystems[guest.uuid] = found }
            } catch {
                guard error.code.isOfSilentAgent else { throw .libvirt(error) }
                return Outcome(note: silence)
            }
        }
    }
}

extension LibvirtError.Code {
    /// Whether it says that an agent does not answer.
    fileprivate var isOfSilentAgent: Bool {
        self == .agentUnresponsive || self == .agentUnsynced || self == .agentCommandTimeout
    }
}
