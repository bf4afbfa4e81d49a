public import Catalogue

/// What graphs are about; its name is a part of theirs, as in `libvirt_disk`.
public enum MuninTopic: String, CaseIterable, Sendable {
    /// Processors' time.
    case cpu
    /// What virtual processors wait for.
    case delay
    /// Memory.
    case balloon
    /// Bytes to and from disks.
    case disk
    /// Requests to disks.
    case iops
    /// Time for a request to a disk.
    case latency
    /// Bytes to and from networks.
    case network
    /// States of the guests.
    case state
    /// Storage pools.
    case pool
    /// How long the sample took, and how old it is.
    case sampler
    /// What went wrong with the sample.
    case faults

    /// What of a sample the topic needs.
    public var collectors: Set<Collector> {
        switch self {
        case .cpu: [.cpuTotal]
        case .delay: [.vcpu]
        case .balloon: [.balloon]
        case .disk, .iops, .latency: [.block]
        case .network: [.interface]
        case .state: [.state]
        case .pool: [.storagePool]
        // the balloon is how a stuck guest shows itself
        case .sampler, .faults: [.state, .balloon]
        }
    }

    /// The name of its graph of all.
    var name: String { "libvirt_\(rawValue)" }

    /// What its graphs show.
    private enum Content {
        case guests(GuestGraphs)
        case states
        case pools
        case sampler
        case faults
    }

    private var content: Content {
        switch self {
        case .cpu: .guests(.cpu)
        case .delay: .guests(.delay)
        case .balloon: .guests(.balloon)
        case .disk: .guests(.disk)
        case .iops: .guests(.iops)
        case .latency: .guests(.latency)
        case .network: .guests(.network)
        case .state: .states
        case .pool: .pools
        case .sampler: .sampler
        case .faults: .faults
        }
    }

    /// Whether each thing has a graph of its own, beside the one of all.
    var hasParts: Bool { self != .sampler && self != .faults }

    /// The graph of all.
    func overview(of host: MuninHost) -> MuninGraph {
        switch content {
        case .guests(let graphs): graphs.all(name, of: host)
        case .states: StateGraphs.all(name, of: host)
        case .pools: PoolGraphs.all(name, of: host)
        case .sampler: SamplerGraphs.sampler(name, of: host)
        case .faults: SamplerGraphs.faults(name, of: host)
        }
    }

    /// The names in munin of the things that have a graph of their own: guests or pools.
    func parts(of host: MuninHost) -> [String] {
        switch content {
        case .guests: host.active.map(\.name)
        case .states: host.guests.map(\.name)
        case .pools: host.pools.indices.map { host.pools[$0] }
        case .sampler, .faults: []
        }
    }

    /// The graph of the thing of that name in munin; what is known of a graph whatever the thing, if there is none.
    func part(_ part: String, of host: MuninHost, as name: String) -> MuninGraph {
        let guest = host.guest(part)
        let title = guest?.title ?? TenantText.title(part)
        switch content {
        case .guests(let graphs): return graphs.one(name, title, guest)
        case .states: return StateGraphs.one(name, title, guest)
        case .pools: return PoolGraphs.one(name, part, of: host)
        case .sampler, .faults: return overview(of: host)
        }
    }
}
