import Libvirt
import Sampler
public import Snapshot

extension DomainJob {
    /// What libvirt says of a job; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - prefix: What the catalogue calls its fields: `job`, or `last-job` for one that ended.
    ///   - endedAt: When it ended, in seconds of Unix time.
    convenience init?(_ statistics: JobStatistics, _ prefix: String, endedAt: Double? = nil) {
        guard statistics.type != .none else { return nil }
        var builder = ValueSetBuilder()
        var error: String?
        for (field, value) in statistics.parameters {
            switch field {
            case "operation": break
            // what they say is the type
            case "success": break
            case "errmsg": if case .string(let text) = value { error = text }
            default: builder.add("\(prefix).\(field)", FieldValue(value))
            }
        }
        self.init(
            operation: statistics.operation?.description, type: statistics.type.description, error: error,
            endedAt: endedAt, values: builder.finish())
    }

    /// A job whose end was announced, at this moment of Unix time.
    convenience init?(_ event: JobCompletedEvent, endedAt: Double) {
        // jobs other than backups are announced when they succeed, and do not say so
        let hasFailed = event.parameters["success"] == .boolean(false)
        self.init(
            JobStatistics(type: hasFailed ? .failed : .completed, parameters: event.parameters), "last-job",
            endedAt: endedAt)
    }
}

extension LibvirtSession {
    /// The job of an active domain, and the last one that ended.
    public func jobs(of domain: DomainIdentity, last: Bool) async throws(StatsFailure) -> DomainJobs {
        let reference = DomainReference(domain)
        var jobs = DomainJobs()
        do throws(LibvirtError) {
            let current = try await BeginningJob.ask { () async throws(LibvirtError) in
                try await connection.jobStatistics(of: reference)
            }
            jobs.current = DomainJob(current, "job")
        } catch  where error.code == .noDomain || error.code == .operationInvalid {
            // gone, or migrating in: QEMU's driver tells of that at the source alone
            return jobs
        } catch {
            throw await failure(error)
        }
        guard last, jobs.current == nil else { return jobs }
        do throws(LibvirtError) {
            let completed = try await connection.completedJobStatistics(of: reference, keeping: true)
            jobs.last = DomainJob(completed, "last-job")
        } catch {
            // libvirt before 6.0 would forget it for everybody else, and refuses to keep it
            let failure = await failure(error)
            if failure.kind == .unreachable { throw failure }
        }
        return jobs
    }
}
