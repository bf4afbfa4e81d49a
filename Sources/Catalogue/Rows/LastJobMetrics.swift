extension Catalogue {
    /// `virDomainGetJobStats` with `VIR_DOMAIN_JOB_STATS_COMPLETED`: the last job of a domain that ended.
    static let lastJobMetrics: [Metric] = [
        Metric(
            "last-job.time_elapsed", .lastJob, .gauge, .milliseconds, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_time_elapsed_seconds",
            "Of the last job that ended: time it took.", in: .job),
        Metric(
            "last-job.time_elapsed_net", .lastJob, .gauge, .milliseconds, LibvirtVersion(1, 2, 15),
            "libvirt_domain_last_job_info_time_elapsed_net_seconds",
            "Of the last job that ended: time it took, less the clock difference of the two hosts.", in: .job),
        Metric(
            "last-job.downtime", .lastJob, .gauge, .milliseconds, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_downtime_seconds",
            "Of the last job that ended: time the guest stood still for it.", in: .job),
        Metric(
            "last-job.downtime_net", .lastJob, .gauge, .milliseconds, LibvirtVersion(1, 2, 15),
            "libvirt_domain_last_job_info_downtime_net_seconds",
            "Of the last job that ended: time the guest stood still for it, less the clock difference of "
                + "the two hosts.", in: .job),
        Metric(
            "last-job.setup_time", .lastJob, .gauge, .milliseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_last_job_info_setup_time_seconds",
            "Of the last job that ended: time to set it up.", in: .job),
        Metric(
            "last-job.data_total", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_data_total_bytes",
            "Of the last job that ended: bytes there were to process.", in: .job),
        Metric(
            "last-job.data_processed", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_data_processed_bytes",
            "Of the last job that ended: bytes processed.", in: .job),
        Metric(
            "last-job.data_remaining", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_data_remaining_bytes",
            "Of the last job that ended: bytes left to process at its end.", in: .job),
        Metric(
            "last-job.memory_total", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_total_bytes",
            "Of the last job that ended: guest memory in all.", in: .job),
        Metric(
            "last-job.memory_processed", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_processed_bytes",
            "Of the last job that ended: guest memory processed.", in: .job),
        Metric(
            "last-job.memory_remaining", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_remaining_bytes",
            "Of the last job that ended: guest memory left to process at its end.", in: .job),
        Metric(
            "last-job.memory_constant", .lastJob, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_constant_pages",
            "Of the last job that ended: pages of one value throughout, which need no transfer.", in: .job),
        Metric(
            "last-job.memory_normal", .lastJob, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_normal_pages",
            "Of the last job that ended: pages transferred as they are.", in: .job),
        Metric(
            "last-job.memory_normal_bytes", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_memory_normal_bytes",
            "Of the last job that ended: bytes of pages transferred as they are.", in: .job),
        Metric(
            "last-job.memory_bps", .lastJob, .gauge, .bytesPerSecond, LibvirtVersion(1, 2, 9),
            "libvirt_domain_last_job_info_memory_bytes_per_second",
            "Of the last job that ended: rate at which guest memory was transferred.", in: .job),
        Metric(
            "last-job.memory_dirty_rate", .lastJob, .gauge, .count, LibvirtVersion(1, 3, 1),
            "libvirt_domain_last_job_info_memory_dirty_pages_per_second",
            "Of the last job that ended: rate at which the guest dirtied pages.", in: .job),
        Metric(
            "last-job.memory_page_size", .lastJob, .gauge, .bytes, LibvirtVersion(3, 9, 0),
            "libvirt_domain_last_job_info_memory_page_size_bytes",
            "Of the last job that ended: size of a page.", in: .job),
        Metric(
            "last-job.memory_iteration", .lastJob, .gauge, .count, LibvirtVersion(1, 3, 1),
            "libvirt_domain_last_job_info_memory_iterations",
            "Of the last job that ended: passes over the guest's memory.", in: .job),
        Metric(
            "last-job.memory_postcopy_requests", .lastJob, .gauge, .count, LibvirtVersion(5, 0, 0),
            "libvirt_domain_last_job_info_memory_postcopy_requests",
            "Of the last job that ended: page requests of the destination after the switch (post-copy).", in: .job),
        Metric(
            "last-job.auto_converge_throttle", .lastJob, .gauge, .count, LibvirtVersion(2, 0, 0),
            "libvirt_domain_last_job_info_auto_converge_throttle_percent",
            "Of the last job that ended: by how much the guest's processors were slowed down at its end.", in: .job),
        Metric(
            "last-job.disk_total", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_file_total_bytes",
            "Of the last job that ended: bytes of disks in all.", in: .job),
        Metric(
            "last-job.disk_processed", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_file_processed_bytes",
            "Of the last job that ended: bytes of disks processed.", in: .job),
        Metric(
            "last-job.disk_remaining", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_file_remaining_bytes",
            "Of the last job that ended: bytes of disks left to process at its end.", in: .job),
        Metric(
            "last-job.disk_bps", .lastJob, .gauge, .bytesPerSecond, LibvirtVersion(1, 2, 9),
            "libvirt_domain_last_job_info_file_bytes_per_second",
            "Of the last job that ended: rate at which disks were transferred.", in: .job),
        Metric(
            "last-job.disk_temp_used", .lastJob, .gauge, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_last_job_info_disk_temp_used_bytes",
            "Of the last job that ended: space that was in use for what the guest overwrote during a "
                + "backup.", in: .job),
        Metric(
            "last-job.disk_temp_total", .lastJob, .gauge, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_last_job_info_disk_temp_total_bytes",
            "Of the last job that ended: space there was for what the guest overwrote during a backup.", in: .job),
        Metric(
            "last-job.compression_cache", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_compression_cache_bytes",
            "Of the last job that ended: size of the cache for compressing what is transferred again.", in: .job),
        Metric(
            "last-job.compression_bytes", .lastJob, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_compression_bytes",
            "Of the last job that ended: bytes transferred compressed.", in: .job),
        Metric(
            "last-job.compression_pages", .lastJob, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_compression_pages",
            "Of the last job that ended: pages transferred compressed.", in: .job),
        Metric(
            "last-job.compression_cache_misses", .lastJob, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_compression_cache_misses",
            "Of the last job that ended: pages that were not in the cache.", in: .job),
        Metric(
            "last-job.compression_overflow", .lastJob, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_last_job_info_compression_overflows",
            "Of the last job that ended: pages that compression made no smaller.", in: .job),
        Metric(
            "last-job.vfio_data_transferred", .lastJob, .gauge, .bytes, LibvirtVersion(10, 6, 0),
            "libvirt_domain_last_job_info_vfio_transferred_bytes",
            "Of the last job that ended: state of passed-through devices transferred.", in: .job),
    ]
}
