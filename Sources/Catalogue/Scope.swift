/// What kind of thing a value belongs to.
public enum Scope: UInt8, CaseIterable, Sendable {
    /// The host.
    case host
    /// The host's processor time in one mode.
    case hostCPUMode
    /// A storage pool.
    case storagePool
    /// A virtual network.
    case network
    /// A domain as a whole.
    case domain
    /// A virtual CPU of a domain.
    case vcpu
    /// One of the hypervisor's own statistics of a virtual CPU.
    case vcpuStatistic
    /// One of the hypervisor's own statistics of a domain.
    case vmStatistic
    /// A network interface of a domain.
    case interface
    /// A disk of a domain.
    case block
    /// Statistics of a disk over one configured interval.
    case blockTimedGroup
    /// An I/O thread of a domain.
    case iothread
    /// A group of virtual CPUs whose cache use is monitored.
    case cacheMonitor
    /// A cache bank of such a group.
    case cacheBank
    /// A group of virtual CPUs whose energy use is monitored.
    case energyMonitor
    /// A processor package of such a group.
    case energyPackage
    /// A group of virtual CPUs whose memory bandwidth is monitored.
    case bandwidthMonitor
    /// A memory node of such a group.
    case bandwidthNode
    /// The job that a domain has.
    case job
    /// The last job of a domain that ended.
    case lastJob

    /// Where the last label of an entity comes from.
    public enum Naming: Sendable {
        /// The scope has no labels of its own.
        case none
        /// The index in the field's name, as in `vcpu.3.time`.
        case index
        /// A name field beside the values, as in `block.0.name`; the ordinal where libvirt gave none.
        case field
        /// A part of the field's name, as in `vm.remote_tlb_flush.sum`.
        case fieldName
    }

    /// Whether entities of this scope belong to a domain, and so carry its label first.
    public var isOfDomain: Bool {
        switch self {
        case .host, .hostCPUMode, .storagePool, .network: false
        default: true
        }
    }

    /// The scope whose entity an entity of this one is a part of, and whose labels it carries first.
    public var parent: Scope? {
        switch self {
        case .vcpuStatistic: .vcpu
        case .blockTimedGroup: .block
        case .cacheBank: .cacheMonitor
        case .energyPackage: .energyMonitor
        case .bandwidthNode: .bandwidthMonitor
        default: nil
        }
    }

    /// The labels that this scope adds to those of its parent.
    public var ownLabels: [String] {
        switch self {
        case .host, .domain, .job, .lastJob: []
        case .hostCPUMode: ["mode"]
        case .storagePool: ["storage_pool"]
        case .network: ["network"]
        case .vcpu: ["vcpu"]
        case .vcpuStatistic, .vmStatistic: ["statistic"]
        case .interface, .block: ["target_device"]
        case .blockTimedGroup: ["interval_seconds"]
        case .iothread: ["iothread"]
        case .cacheMonitor, .energyMonitor, .bandwidthMonitor: ["monitor", "vcpus"]
        case .cacheBank: ["bank"]
        case .energyPackage: ["package"]
        case .bandwidthNode: ["node"]
        }
    }

    /// Where the labels that this scope adds come from.
    public var naming: Naming {
        switch self {
        case .host, .domain, .job, .lastJob: .none
        case .vcpu, .iothread: .index
        case .vcpuStatistic, .vmStatistic, .hostCPUMode, .storagePool, .network: .fieldName
        default: .field
        }
    }

    /// All labels of an entity but `domain`: its parent's first.
    public var labels: [String] { (parent?.labels ?? []) + ownLabels }

    /// All labels of a series, `domain` included.
    public var seriesLabels: [String] { (isOfDomain ? ["domain"] : []) + labels }
}
