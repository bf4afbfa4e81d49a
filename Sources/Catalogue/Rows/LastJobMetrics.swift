extension Catalogue {
    /// `virDomainGetJobStats` with `VIR_DOMAIN_JOB_STATS_COMPLETED`: the last job of a domain that ended.
    ///
    /// The fields are those of the job that a domain has, less what is to come.
    static let lastJobMetrics: [Metric] = jobMetrics.filter { $0.field != "job.time_remaining" }.map { row in
        Metric(
            "last-\(row.field)", .lastJob, row.kind, row.unit, row.since,
            "libvirt_domain_last_\(row.name.dropFirst("libvirt_domain_".count))",
            "Of the last job that ended: \(row.help.prefix(1).lowercased())\(row.help.dropFirst())", in: .job)
    }
}
