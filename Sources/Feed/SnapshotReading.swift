import Catalogue
import Snapshot

extension Snapshot {
    /// The snapshot that a message tells.
    ///
    /// What this version does not know, such as metrics of a newer daemon, is left out.
    /// - Throws: ``FeedError`` of the kind `malformed` if the message contradicts itself.
    convenience init(_ message: FeedSnapshot) throws(FeedError) {
        guard message.domains.count <= Self.mostDomains else {
            throw .malformed("\(message.domains.count) guests")
        }
        var sets = ValueSets(domains: message.domains.count)
        try sets.read(message)
        var domains: [DomainSample] = []
        domains.reserveCapacity(message.domains.count)
        for (position, domain) in message.domains.enumerated() {
            domains.append(try DomainSample(domain, sets, position))
        }
        let isSorted = zip(domains, domains.dropFirst()).allSatisfy { $0.identity.name < $1.identity.name }
        self.init(
            generation: message.status.generation,
            startedAt: MonotonicTime(feedNanoseconds: message.status.startedNanoseconds),
            factsGeneration: message.factsGeneration,
            domains: isSorted ? domains : domains.sorted { $0.identity.name < $1.identity.name },
            host: message.hasHost ? HostSample(message.host, sets.host(of: [.host, .hostCPUMode])) : nil,
            storagePools: sets.host(of: [.storagePool]), networks: sets.host(of: [.network]),
            status: SampleStatus(message.status))
    }
}

extension Snapshot {
    /// More than any host has: a guest costs many times the memory of its bytes in a message.
    private static let mostDomains = 1 << 16
}

extension HostSample {
    fileprivate init(_ message: FeedHost, _ values: ValueSet) {
        self.init(
            uri: message.uri, hostname: message.hasHostname ? message.hostname : nil,
            cpuModel: message.hasCpuModel ? message.cpuModel : nil, driver: message.hasDriver ? message.driver : nil,
            hypervisorVersion: message.hasHypervisorVersion ? message.hypervisorVersion : nil,
            daemonVersion: message.hasDaemonVersion ? message.daemonVersion : nil,
            libraryVersion: message.hasLibraryVersion ? message.libraryVersion : nil, values: values,
            readAt: message.hasReadNanoseconds ? MonotonicTime(feedNanoseconds: message.readNanoseconds) : nil)
    }
}

extension DomainSample {
    fileprivate convenience init(_ message: FeedDomain, _ sets: ValueSets, _ position: Int) throws(FeedError) {
        guard let uuid = DomainIdentity.UUID(bytes: message.uuid) else {
            throw .malformed("the UUID of \(message.name.debugDescription) has \(message.uuid.count) bytes, not 16")
        }
        self.init(
            identity: DomainIdentity(name: message.name, uuid: uuid, id: message.hasID ? message.id : nil),
            state: message.hasState
                ? NamedState(
                    number: message.state, name: message.stateName,
                    reason: message.stateReason.isEmpty ? nil : message.stateReason) : nil,
            isAutostarted: message.hasAutostart ? message.autostart : nil,
            isPersistent: message.hasPersistent ? message.persistent : nil,
            facts: message.hasFacts ? Shared(DomainFacts(message.facts)) : nil,
            values: sets.values(of: position),
            sampledAt: message.hasSampledNanoseconds
                ? MonotonicTime(feedNanoseconds: message.sampledNanoseconds) : nil,
            isStuck: message.stuck, startedAt: message.hasStartedSeconds ? message.startedSeconds : nil,
            stateChangedAt: message.hasStateChangedSeconds ? message.stateChangedSeconds : nil,
            events: message.eventCounts.isEmpty ? nil : DomainEvents(message.eventCounts),
            jobs: DomainJobs(
                current: message.hasJob ? DomainJob(message.job, sets.job(of: position)) : nil,
                last: message.hasLastJob ? DomainJob(message.lastJob, sets.lastJob(of: position)) : nil))
    }
}

extension DomainJob {
    fileprivate convenience init(_ message: FeedJob, _ values: ValueSet) {
        self.init(
            operation: message.operation.isEmpty ? nil : message.operation, type: message.type,
            error: message.error.isEmpty ? nil : message.error,
            endedAt: message.hasEndedSeconds ? message.endedSeconds : nil, values: values)
    }
}

extension DomainEvents {
    fileprivate init(_ counts: [FeedEventCount]) {
        self.init(
            counts: Dictionary(
                counts.compactMap { count in Kind(rawValue: count.kind).map { ($0, count.count) } },
                uniquingKeysWith: { first, _ in first }))
    }
}
