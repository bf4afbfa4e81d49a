/// A part of the sample that can be switched on and off.
///
/// The groups of libvirt's bulk statistics are called as `virsh domstats` calls them.
public enum Collector: String, CaseIterable, Sendable {
    /// `VIR_DOMAIN_STATS_STATE`.
    case state
    /// `VIR_DOMAIN_STATS_CPU_TOTAL`.
    case cpuTotal = "cpu-total"
    /// `VIR_DOMAIN_STATS_BALLOON`.
    case balloon
    /// `VIR_DOMAIN_STATS_VCPU`.
    case vcpu
    /// `VIR_DOMAIN_STATS_INTERFACE`.
    case interface
    /// `VIR_DOMAIN_STATS_BLOCK`.
    case block
    /// `VIR_DOMAIN_STATS_PERF`.
    case perf
    /// `VIR_DOMAIN_STATS_IOTHREAD`.
    case iothread
    /// `VIR_DOMAIN_STATS_MEMORY`: memory bandwidth monitors.
    case memory
    /// `VIR_DOMAIN_STATS_DIRTYRATE`.
    case dirtyRate = "dirtyrate"
    /// `VIR_DOMAIN_STATS_VM`: the hypervisor's own statistics of a guest.
    case vm
    /// Jobs, such as migrations and backups: the one a domain has, and the last one that ended.
    case job
    /// What the domain XML says: operating system, disks, interfaces, metadata.
    case info
    /// The host: processors, memory, versions.
    case host
    /// Storage pools, never refreshed.
    case storagePool = "storage-pool"
    /// Virtual networks.
    case network
    /// Fields of the bulk statistics that this version does not know, as they come.
    case unknown

    /// The bit of `virDomainStatsTypes`, or `nil` for what is not a group of the bulk statistics.
    public var statsBit: UInt32? {
        switch self {
        case .state: 1 << 0
        case .cpuTotal: 1 << 1
        case .balloon: 1 << 2
        case .vcpu: 1 << 3
        case .interface: 1 << 4
        case .block: 1 << 5
        case .perf: 1 << 6
        case .iothread: 1 << 7
        case .memory: 1 << 8
        case .dirtyRate: 1 << 9
        case .vm: 1 << 10
        case .job, .info, .host, .storagePool, .network, .unknown: nil
        }
    }

    /// Whether the collector is on unless switched off.
    public var isOnByDefault: Bool { self != .unknown }

    /// One sentence for `--help` and the documentation.
    public var summary: String {
        switch self {
        case .state:
            "State and its reason, autostart, persistence, events, when a domain started and changed its state."
        case .cpuTotal: "CPU time of each domain, halt polling, cache and energy monitors."
        case .balloon: "Memory and balloon statistics."
        case .vcpu: "Virtual CPUs: state, time, wait, delay and the hypervisor's own statistics."
        case .interface: "Network interfaces."
        case .block: "Disks: requests, bytes, times, sizes, limits, latencies."
        case .perf: "Perf events that are enabled for a domain."
        case .iothread: "I/O threads and their polling."
        case .memory: "Memory bandwidth monitors."
        case .dirtyRate: "Dirty page rate, where a calculation was started."
        case .vm: "The hypervisor's own statistics of a domain."
        case .job: "Migrations, backups, dumps: the job a domain has, and the last one that ended."
        case .info: "Facts of the domain XML, as info metrics."
        case .host: "The host's processors, memory and versions."
        case .storagePool: "Storage pools, without refreshing them."
        case .network: "Virtual networks: whether they are active, persistent, started with the host."
        case .unknown: "Bulk statistics fields that this version does not know."
        }
    }

    /// The collectors that are groups of the bulk statistics.
    public static var statsGroups: [Collector] { allCases.filter { $0.statsBit != nil } }
}
