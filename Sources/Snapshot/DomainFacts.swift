/// What a domain's XML says about it that is not a number of a statistics call.
///
/// Every value is the tenant's or the operator's text exactly as libvirt wrote it: outputs escape it. A value that the
/// XML does not have is `nil`, never an empty string.
public struct DomainFacts: Hashable, Sendable {
    /// The `type` attribute of `<domain>`: `kvm`, `qemu`, `lxc`, `xen`, `test`, ...
    public var hypervisorType: String?
    /// `<title>`.
    public var title: String?
    /// `<os><type>`: `hvm`, `exe`, `linux`, ...
    public var osType: String?
    /// The `arch` attribute of `<os><type>`.
    public var architecture: String?
    /// The `machine` attribute of `<os><type>`.
    public var machine: String?
    /// The first libosinfo operating system identifier in the metadata, such as `http://debian.org/debian/12`.
    public var operatingSystem: String?
    /// What OpenStack Nova wrote into the metadata.
    public var nova: NovaInstance?
    /// What oVirt wrote into the metadata.
    public var ovirt: OvirtMachine?
    /// `<disk>` elements in document order.
    public var disks: [Disk] = []
    /// `<interface>` elements in document order.
    public var interfaces: [Interface] = []
    /// `<filesystem>` elements in document order (containers report their block statistics by these targets).
    public var filesystems: [Filesystem] = []
    /// The number in `<iothreads>`.
    public var iothreads: Int?
    /// `<memtune>`; `nil` where nothing limits the domain's memory.
    public var memoryLimits: MemoryLimits?
    /// How often the balloon's driver is asked for its numbers, in seconds (`<memballoon><stats period>`); `nil` if it is not.
    public var balloonPeriod: Int?
    /// Whether any `<perf><event enabled='yes'>` exists.
    public var hasPerfEvents = false
    /// Where its processors may run; `nil` where the XML was not read for that.
    public var processors: Processors?

    /// Facts with nothing known.
    public init() {}

    /// The limits of a domain's memory on the host (`<memtune>`), in bytes.
    public struct MemoryLimits: Hashable, Sendable {
        /// `<hard_limit>`: the most it can have.
        public var hard: UInt64?
        /// `<soft_limit>`: what it is held to when memory is short.
        public var soft: UInt64?
        /// `<min_guarantee>`: the least it has.
        public var guaranteed: UInt64?

        /// Limits of which none is known.
        public init() {}
    }

    /// On which of the host's processors those of the domain may run, as libvirt writes such sets: `0-3,^2,8`.
    public struct Processors: Hashable, Sendable {
        /// The `cpuset` attribute of `<vcpu>`, of all that are not pinned by themselves; `nil`: all of the host's, unless
        /// they are placed automatically.
        public var cpuset: String?
        /// Whether `numad` says where those run that are not pinned by themselves, which the XML does not tell: the `placement`
        /// of `<vcpu>` is `auto`.
        public var isPlacedAutomatically = false
        /// `<cputune><vcpupin>`, by the number of the domain's processor, from 0.
        public var pins: [Int: String] = [:]

        /// Processors that may run anywhere.
        public init() {}
    }

    /// OpenStack Nova's instance metadata (`http://openstack.org/xmlns/libvirt/nova/1.x`).
    public struct NovaInstance: Hashable, Sendable {
        /// `<nova:name>`.
        public var name: String?
        /// The `name` attribute of `<nova:flavor>`.
        public var flavor: String?
        /// `<nova:user>` and its `uuid`.
        public var userName: String?
        /// The `uuid` attribute of `<nova:user>`.
        public var userID: String?
        /// `<nova:project>`.
        public var projectName: String?
        /// The `uuid` attribute of `<nova:project>`.
        public var projectID: String?

        /// An instance with nothing known.
        public init() {}
    }

    /// oVirt's metadata (`http://ovirt.org/vm/1.0`).
    public struct OvirtMachine: Hashable, Sendable {
        /// `<ovirt-vm:clusterVersion>`.
        public var clusterVersion: String?
        /// `<ovirt-vm:resumeBehavior>`.
        public var resumeBehavior: String?

        /// A machine with nothing known.
        public init() {}
    }

    /// A `<disk>`.
    public struct Disk: Hashable, Sendable {
        /// `<target dev>`, the name by which statistics know the disk.
        public var target: String
        /// The `device` attribute: `disk`, `cdrom`, `floppy`, `lun`.
        public var device: String?
        /// The `type` attribute: `file`, `block`, `network`, `volume`, ...
        public var type: String?
        /// `<target bus>`.
        public var bus: String?
        /// `<driver name>`.
        public var driverName: String?
        /// `<driver type>`: the image format.
        public var driverType: String?
        /// `<driver cache>`.
        public var cache: String?
        /// `<driver discard>`.
        public var discard: String?
        /// `<source>`'s `file`, `dev`, `dir`, `pool/volume` or `name`, whichever the type has.
        public var source: String?
        /// `<source protocol>` of network disks.
        public var sourceProtocol: String?
        /// `<serial>`.
        public var serial: String?
        /// Whether it has `<readonly>`; `nil` where the XML was not read for that.
        public var isReadOnly: Bool?

        /// A disk of which only the target is known.
        public init(target: String) { self.target = target }
    }

    /// An `<interface>`.
    public struct Interface: Hashable, Sendable {
        /// `<target dev>`, the host device by which statistics know the interface; absent on inactive domains.
        public var target: String?
        /// The `type` attribute: `bridge`, `network`, `ethernet`, `hostdev`, ...
        public var type: String?
        /// `<source>`'s `bridge`.
        public var sourceBridge: String?
        /// `<source>`'s `network`.
        public var sourceNetwork: String?
        /// `<mac address>`.
        public var macAddress: String?
        /// `<model type>`.
        public var model: String?
        /// `<mtu size>`.
        public var mtu: String?
        /// `<virtualport><parameters interfaceid>`: the Open vSwitch or Neutron port.
        public var portID: String?

        /// An interface of which nothing is known.
        public init() {}
    }

    /// A `<filesystem>`.
    public struct Filesystem: Hashable, Sendable {
        /// `<target dir>`.
        public var target: String
        /// `<source>`'s `dir`, `file`, `dev`, ...
        public var source: String?

        /// A file system of which only the target is known.
        public init(target: String) { self.target = target }
    }
}
