import CLibvirt

/// What is known about a domain's job (`virDomainJobType`).
public struct JobType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The type with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// There is no job.
    public static let none = JobType(rawValue: 0)
    /// A job whose end can be estimated.
    public static let bounded = JobType(rawValue: 1)
    /// A job whose end cannot be estimated.
    public static let unbounded = JobType(rawValue: 2)
    /// A job that is done.
    public static let completed = JobType(rawValue: 3)
    /// A job that failed.
    public static let failed = JobType(rawValue: 4)
    /// A job that was cancelled.
    public static let cancelled = JobType(rawValue: 5)

    static let names = ["none", "bounded", "unbounded", "completed", "failed", "cancelled"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// What a job does (`virDomainJobOperation`, the field `operation` of a job's statistics).
public struct JobOperation: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The operation with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    static let names = [
        "unknown", "start", "save", "restore", "migration_in", "migration_out", "snapshot", "snapshot_revert", "dump",
        "backup", "snapshot_delete",
    ]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// A domain's job and its progress.
public struct JobStatistics: Hashable, Sendable {
    /// What is known about the job.
    public var type: JobType
    /// libvirt's fields: `operation`, `time_elapsed` (milliseconds), `data_total` (bytes), ...
    public var parameters: TypedParameters

    /// The statistics of these parts.
    public init(type: JobType, parameters: TypedParameters) {
        self.type = type
        self.parameters = parameters
    }

    /// What the job does, if libvirt says.
    public var operation: JobOperation? {
        parameters["operation"]?.signed.flatMap { Int32(exactly: $0) }.map { JobOperation(rawValue: $0) }
    }
}

extension Connection {
    /// The job that a domain has (`virDomainGetJobStats`), of the type ``JobType/none`` if it has none.
    ///
    /// Waits for whatever other call has the domain, and where a migration runs asks the domain's monitor.
    public func jobStatistics(of domain: DomainReference) throws(LibvirtError) -> JobStatistics {
        try jobStatistics(of: domain, flags: 0)
    }

    /// The last job of a domain that ended (`virDomainGetJobStats` with `VIR_DOMAIN_JOB_STATS_COMPLETED`), of the type
    /// ``JobType/none`` if there was none.
    ///
    /// - Parameter keeping: whether libvirt shall keep it for others who ask; else it forgets it.
    public func completedJobStatistics(
        of domain: DomainReference, keeping: Bool = true
    ) throws(LibvirtError) -> JobStatistics {
        // VIR_DOMAIN_JOB_STATS_COMPLETED, VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED
        try jobStatistics(of: domain, flags: keeping ? 3 : 1)
    }

    private func jobStatistics(of domain: DomainReference, flags: UInt32) throws(LibvirtError) -> JobStatistics {
        try perform("virDomainGetJobStats", on: domain) { raw in
            var type: Int32 = 0
            var parameters: virTypedParameterPtr?
            var count: Int32 = 0
            guard virDomainGetJobStats(raw, &type, &parameters, &count, flags) == 0 else { return nil }
            defer { virTypedParamsFree(parameters, count) }
            return JobStatistics(
                type: JobType(rawValue: type),
                parameters: TypedParameters(parameters, count: count)
            )
        }
    }
}
