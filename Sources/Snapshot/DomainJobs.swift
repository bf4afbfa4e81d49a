/// A job of a domain, such as a migration, a backup or a dump; an object, for most domains have none.
public final class DomainJob: Sendable {
    /// What it does, such as `migration_out`; `nil` where libvirt did not say.
    public let operation: String?
    /// What is known of it, as `virDomainJobType` says: `bounded`, `unbounded`, `completed`, `failed`, `cancelled`.
    public let type: String
    /// Why it failed, if it did and libvirt says.
    public let error: String?
    /// When it ended: seconds of Unix time; `nil` unless that was seen.
    public let endedAt: Double?
    /// Its numbers.
    public let values: ValueSet

    /// The job of these parts.
    public init(operation: String?, type: String, error: String? = nil, endedAt: Double? = nil, values: ValueSet) {
        self.operation = operation
        self.type = type
        self.error = error
        self.endedAt = endedAt
        self.values = values
    }

    /// The same job with the moment of its end.
    public func ended(at moment: Double?) -> DomainJob {
        DomainJob(operation: operation, type: type, error: error, endedAt: moment, values: values)
    }
}

/// The jobs of a domain.
public struct DomainJobs: Sendable {
    /// The one it has.
    public var current: DomainJob?
    /// The last one that ended.
    public var last: DomainJob?

    /// These jobs.
    public init(current: DomainJob? = nil, last: DomainJob? = nil) {
        self.current = current
        self.last = last
    }
}
