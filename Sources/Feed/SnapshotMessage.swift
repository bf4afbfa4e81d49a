import Catalogue
import Snapshot
import SwiftProtobuf

extension FeedSnapshot {
    /// What a snapshot says beside its domains.
    ///
    /// - Parameters:
    ///   - domains: Those whose numbers are wanted.
    ///   - selection: Which numbers are wanted.
    init(_ snapshot: Snapshot, of daemon: FeedDaemon, _ domains: [DomainSample], _ selection: FeedSelection) {
        self.init()
        status = FeedStatus(snapshot, of: daemon)
        factsGeneration = snapshot.factsGeneration
        if let host = snapshot.host { self.host = FeedHost(host) }
        var table = ValueTable(selection)
        if let host = snapshot.host { table.add(host.values, domain: nil) }
        table.add(snapshot.storagePools, domain: nil)
        table.add(snapshot.networks, domain: nil)
        for (position, domain) in domains.enumerated() {
            table.add(domain.values, domain: position)
            if let job = domain.jobs.current { table.add(job.values, domain: position) }
            if let job = domain.jobs.last { table.add(job.values, domain: position) }
        }
        table.finish(into: &self)
    }
}

extension FeedHost {
    fileprivate init(_ host: HostSample) {
        self.init()
        uri = host.uri
        if let name = host.hostname { hostname = name }
        if let model = host.cpuModel { cpuModel = model }
        if let driver = host.driver { self.driver = driver }
        if let version = host.hypervisorVersion { hypervisorVersion = version }
        if let version = host.daemonVersion { daemonVersion = version }
        if let version = host.libraryVersion { libraryVersion = version }
        if let moment = host.readAt { readNanoseconds = moment.feedNanoseconds }
    }
}

extension FeedDomain {
    /// A domain, but for what its XML says.
    init(_ domain: DomainSample) {
        self.init()
        name = domain.identity.name
        uuid = domain.identity.uuid.bytes
        if let id = domain.identity.id { self.id = id }
        if let state = domain.state {
            self.state = state.number
            stateName = state.name
            stateReason = state.reason ?? ""
        }
        if let autostart = domain.isAutostarted { self.autostart = autostart }
        if let persistent = domain.isPersistent { self.persistent = persistent }
        if let moment = domain.sampledAt { sampledNanoseconds = moment.feedNanoseconds }
        stuck = domain.isStuck
        if let time = domain.startedAt { startedSeconds = time }
        if let time = domain.stateChangedAt { stateChangedSeconds = time }
        if let events = domain.events {
            eventCounts = events.counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, count in
                .with {
                    $0.kind = kind.rawValue
                    $0.count = count
                }
            }
        }
        if let job = domain.jobs.current { self.job = FeedJob(job) }
        if let job = domain.jobs.last { lastJob = FeedJob(job) }
    }
}

extension FeedJob {
    fileprivate init(_ job: DomainJob) {
        self.init()
        operation = job.operation ?? ""
        type = job.type
        error = job.error ?? ""
        if let time = job.endedAt { endedSeconds = time }
    }
}
