extension Catalogue {
    /// `virDomainGetJobStats`: the job that a domain has.
    static let jobMetrics: [Metric] = [
        Metric(
            "job.time_elapsed", .job, .gauge, .milliseconds, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_time_elapsed_seconds",
            "Time from its beginning.", in: .job),
        Metric(
            "job.time_elapsed_net", .job, .gauge, .milliseconds, LibvirtVersion(1, 2, 15),
            "libvirt_domain_job_info_time_elapsed_net_seconds",
            "Time from its beginning, less the clock difference of the two hosts.", in: .job),
        Metric(
            "job.time_remaining", .job, .gauge, .milliseconds, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_time_remaining_seconds",
            "Estimated time until it ends.", in: .job),
        Metric(
            "job.downtime", .job, .gauge, .milliseconds, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_downtime_seconds",
            "Time the guest stands still for it, estimated before its end.", in: .job),
        Metric(
            "job.downtime_net", .job, .gauge, .milliseconds, LibvirtVersion(1, 2, 15),
            "libvirt_domain_job_info_downtime_net_seconds",
            "Time the guest stands still for it, less the clock difference of the two hosts.", in: .job),
        Metric(
            "job.setup_time", .job, .gauge, .milliseconds, LibvirtVersion(1, 2, 9),
            "libvirt_domain_job_info_setup_time_seconds",
            "Time to set it up.", in: .job),
        Metric(
            "job.data_total", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_data_total_bytes",
            "Bytes to process in all.", in: .job),
        Metric(
            "job.data_processed", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_data_processed_bytes",
            "Bytes processed.", in: .job),
        Metric(
            "job.data_remaining", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_data_remaining_bytes",
            "Bytes left to process.", in: .job),
        Metric(
            "job.memory_total", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_total_bytes",
            "Guest memory in all.", in: .job),
        Metric(
            "job.memory_processed", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_processed_bytes",
            "Guest memory processed.", in: .job),
        Metric(
            "job.memory_remaining", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_remaining_bytes",
            "Guest memory left to process.", in: .job),
        Metric(
            "job.memory_constant", .job, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_constant_pages",
            "Pages of one value throughout, which need no transfer.", in: .job),
        Metric(
            "job.memory_normal", .job, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_normal_pages",
            "Pages transferred as they are.", in: .job),
        Metric(
            "job.memory_normal_bytes", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_memory_normal_bytes",
            "Bytes of pages transferred as they are.", in: .job),
        Metric(
            "job.memory_bps", .job, .gauge, .bytesPerSecond, LibvirtVersion(1, 2, 9),
            "libvirt_domain_job_info_memory_bytes_per_second",
            "Rate at which guest memory is transferred.", in: .job),
        Metric(
            "job.memory_dirty_rate", .job, .gauge, .count, LibvirtVersion(1, 3, 1),
            "libvirt_domain_job_info_memory_dirty_pages_per_second",
            "Rate at which the guest dirties pages; times the page size, to be compared with the rate of "
                + "transfer.", in: .job),
        Metric(
            "job.memory_page_size", .job, .gauge, .bytes, LibvirtVersion(3, 9, 0),
            "libvirt_domain_job_info_memory_page_size_bytes",
            "Size of a page.", in: .job),
        Metric(
            "job.memory_iteration", .job, .gauge, .count, LibvirtVersion(1, 3, 1),
            "libvirt_domain_job_info_memory_iterations",
            "Passes over the guest's memory.", in: .job),
        Metric(
            "job.memory_postcopy_requests", .job, .gauge, .count, LibvirtVersion(5, 0, 0),
            "libvirt_domain_job_info_memory_postcopy_requests",
            "Page requests of the destination after the switch (post-copy).", in: .job),
        Metric(
            "job.auto_converge_throttle", .job, .gauge, .count, LibvirtVersion(2, 0, 0),
            "libvirt_domain_job_info_auto_converge_throttle_percent",
            "By how much the guest's processors are slowed down so that it comes to an end, in percent.", in: .job),
        Metric(
            "job.disk_total", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_file_total_bytes",
            "Bytes of disks in all.", in: .job),
        Metric(
            "job.disk_processed", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_file_processed_bytes",
            "Bytes of disks processed.", in: .job),
        Metric(
            "job.disk_remaining", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_file_remaining_bytes",
            "Bytes of disks left to process.", in: .job),
        Metric(
            "job.disk_bps", .job, .gauge, .bytesPerSecond, LibvirtVersion(1, 2, 9),
            "libvirt_domain_job_info_file_bytes_per_second",
            "Rate at which disks are transferred.", in: .job),
        Metric(
            "job.disk_temp_used", .job, .gauge, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_job_info_disk_temp_used_bytes",
            "Space in use for what the guest overwrites during a backup.", in: .job),
        Metric(
            "job.disk_temp_total", .job, .gauge, .bytes, LibvirtVersion(6, 0, 0),
            "libvirt_domain_job_info_disk_temp_total_bytes",
            "Space for what the guest overwrites during a backup.", in: .job),
        Metric(
            "job.compression_cache", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_compression_cache_bytes",
            "Size of the cache for compressing what is transferred again.", in: .job),
        Metric(
            "job.compression_bytes", .job, .gauge, .bytes, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_compression_bytes",
            "Bytes transferred compressed.", in: .job),
        Metric(
            "job.compression_pages", .job, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_compression_pages",
            "Pages transferred compressed.", in: .job),
        Metric(
            "job.compression_cache_misses", .job, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_compression_cache_misses",
            "Pages that were not in the cache.", in: .job),
        Metric(
            "job.compression_overflow", .job, .gauge, .count, LibvirtVersion(1, 0, 3),
            "libvirt_domain_job_info_compression_overflows",
            "Pages that compression made no smaller.", in: .job),
        Metric(
            "job.vfio_data_transferred", .job, .gauge, .bytes, LibvirtVersion(10, 6, 0),
            "libvirt_domain_job_info_vfio_transferred_bytes",
            "State of passed-through devices transferred.", in: .job),
    ]
}
