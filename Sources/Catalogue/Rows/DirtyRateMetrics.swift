extension Catalogue {
    /// `VIR_DOMAIN_STATS_DIRTYRATE`: values of the last calculation that somebody started.
    static let dirtyRateMetrics: [Metric] = [
        Metric(
            "dirtyrate.calc_status", .domain, .gauge, .count, LibvirtVersion(7, 2, 0),
            "libvirt_domain_dirtyrate_calc_status",
            "State of the last dirty rate calculation: 0 none was started, 1 measuring, 2 measured.", in: .dirtyRate),
        Metric(
            "dirtyrate.calc_start_time", .domain, .gauge, .timestamp, LibvirtVersion(7, 2, 0),
            "libvirt_domain_dirtyrate_calc_start_timestamp_seconds",
            "When the last dirty rate calculation started; 0 if none was.", in: .dirtyRate, as: .signed),
        Metric(
            "dirtyrate.calc_period", .domain, .gauge, .seconds, LibvirtVersion(7, 2, 0),
            "libvirt_domain_dirtyrate_calc_period_seconds",
            "Length of the last dirty rate calculation.", in: .dirtyRate),
        Metric(
            "dirtyrate.megabytes_per_second", .domain, .gauge, .mebibytesPerSecond, LibvirtVersion(7, 2, 0),
            "libvirt_domain_dirtyrate_bytes_per_second",
            "Rate at which the guest dirtied its memory.", in: .dirtyRate, as: .signed),
        Metric(
            "dirtyrate.vcpu.#.megabytes_per_second", .vcpu, .gauge, .mebibytesPerSecond, LibvirtVersion(8, 1, 0),
            "libvirt_domain_dirtyrate_vcpu_bytes_per_second",
            "Rate at which a virtual CPU dirtied memory.", in: .dirtyRate, as: .signed),
    ]
}
