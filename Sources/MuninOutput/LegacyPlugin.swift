public import Catalogue
import Snapshot

/// A plugin by the name and with the fields of munin-libvirt-plugins, whose graphs it continues.
public enum LegacyPlugin: String, CaseIterable, Sendable {
    /// Bytes to and from disks.
    case blkstat
    /// Processors' time in percent of the host.
    case cputime
    /// Bytes to and from networks.
    case ifstat
    /// Memory.
    case mem

    /// What of a sample it needs.
    public var collectors: Set<Collector> {
        switch self {
        case .blkstat: [.block]
        case .cputime: [.cpuTotal, .host]
        case .ifstat: [.interface]
        // limits are in the XML alone
        case .mem: [.balloon, .host, .info]
        }
    }

    /// The graph of a host whose guests are named as those plugins did.
    func graph(of host: MuninHost) -> MuninGraph {
        switch self {
        case .blkstat: LegacyTransfer.disks.graph("libvirt-blkstat", of: host)
        case .cputime: LegacyProcessorTime.graph("libvirt-cputime", of: host)
        case .ifstat: LegacyTransfer.networks.graph("libvirt-ifstat", of: host)
        case .mem: LegacyMemory.graph("libvirt-mem", of: host)
        }
    }
}

extension MuninHost {
    /// The guests that those plugins show: Xen's host is none.
    var legacyGuests: [Guest] { active.filter { $0.domain.identity.name != "Domain-0" } }
}
