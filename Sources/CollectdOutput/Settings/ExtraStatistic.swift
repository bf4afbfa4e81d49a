/// What the `virt` plugin tells only when its option `ExtraStats` names it.
public enum ExtraStatistic: String, CaseIterable, Sendable {
    /// How busy the host's processors are with a guest.
    case cpuUtilisation = "cpu_util"
    /// Times of requests, and flushes.
    case disk
    /// How much of an image is written.
    case diskAllocation = "disk_allocation"
    /// The size of a disk as the guest sees it.
    case diskCapacity = "disk_capacity"
    /// Disks that are in error.
    case diskErrors = "disk_err"
    /// The size of an image on the host.
    case diskPhysical = "disk_physical"
    /// The state of a guest and its reason.
    case domainState = "domain_state"
    /// File systems, as the guest agent tells them.
    case fileSystems = "fs_info"
    /// The job that a guest has.
    case backgroundJob = "job_stats_background"
    /// The last job of a guest that ended.
    case completedJob = "job_stats_completed"
    /// What the guest and the host say of its memory.
    case memory
    /// Time in user and in kernel mode.
    case processTime = "pcpu"
    /// Perf events.
    case perf
    /// Time of each virtual CPU.
    case vcpu
    /// The host's CPUs that each virtual CPU may run on.
    case vcpuPinning = "vcpupin"

    /// The one of this name, in whatever case.
    init?(named name: String) { self.init(rawValue: name.lowercased()) }
}
