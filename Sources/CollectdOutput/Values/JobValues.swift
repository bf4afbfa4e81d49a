import Catalogue
import Snapshot

/// The last job of each guest that was told of.
struct EndedJobs: Sendable {
    private var told: [DomainIdentity.UUID: DomainJob] = [:]

    /// Whether a guest's last job was not told of yet.
    mutating func isNew(_ job: DomainJob, of guest: DomainIdentity) -> Bool {
        let last = told.updateValue(job, forKey: guest.uuid)
        return last.map { !$0.isSame(as: job) } ?? true
    }

    /// Takes the jobs that had ended when all began for told: whoever told of them is gone.
    mutating func note(_ guests: [DomainSample]) {
        for guest in guests { told[guest.identity.uuid] = guest.jobs.last }
    }

    mutating func keepOnly(_ guests: Set<DomainIdentity.UUID>) {
        if told.count > guests.count { told = told.filter { guests.contains($0.key) } }
    }
}

extension DomainJob {
    private static let elapsed = Catalogue.id(of: "last-job.time_elapsed")

    /// Whether it is the same job, of which more or less may be known by now.
    fileprivate func isSame(as other: DomainJob) -> Bool {
        guard self !== other else { return true }
        guard operation == other.operation else { return false }
        if let endedAt, let end = other.endedAt { return endedAt == end }
        return values.bits(of: Self.elapsed) == other.values.bits(of: Self.elapsed)
    }
}

extension GuestValues {
    /// libvirt's names of what jobs do, by their numbers (`virDomainJobOperation`).
    private static let operations = [
        "unknown", "start", "save", "restore", "migration_in", "migration_out", "snapshot", "snapshot_revert", "dump",
        "backup", "snapshot_delete",
    ]

    private static func number(ofOperation name: String) -> UInt64? {
        operations.firstIndex(of: name).map { UInt64($0) } ?? UnknownName.number(name)
    }

    private static let ended = "last-job."

    /// The job that the guest has, in each interval; one that ended, once.
    mutating func write(_ ended: inout EndedJobs, at seconds: Double) {
        if settings.extraStatistics.contains(.backgroundJob), let job = guest.jobs.current {
            write(job, prefix: "job.", at: seconds)
        }
        if settings.extraStatistics.contains(.completedJob), let job = guest.jobs.last,
            ended.isNew(job, of: guest.identity)
        {
            write(job, prefix: Self.ended, at: seconds)
        }
    }

    private mutating func write(_ job: DomainJob, prefix: String, at seconds: Double) {
        if let operation = job.operation.flatMap(Self.number(ofOperation:)) {
            put("job_stats", "operation", .derive(operation))
        }
        // libvirt says so of backups, which are announced when they fail as well
        if prefix == Self.ended, job.operation == "backup" {
            put("job_stats", "success", .derive(job.type == "completed" ? 1 : 0))
        }
        for value in job.values.values {
            let metric = value.metric.metric
            guard metric.representation == .unsigned, metric.field.hasPrefix(prefix) else { continue }
            put("job_stats", String(metric.field.dropFirst(prefix.count)), .derive(value.bits))
        }
        for unknown in job.values.unknown where unknown.field.hasPrefix(prefix) {
            guard case .unsigned(let number) = unknown.value else { continue }
            put("job_stats", String(unknown.field.dropFirst(prefix.count)), .derive(number))
        }
        if let error = job.error { notify(.okay, "job_stats", "errmsg", at: seconds, error) }
    }
}
