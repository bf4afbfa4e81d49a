/// What an operator may change of a domain, and what its XML says of its disks' images and its agent.
///
/// Every text is the tenant's or the operator's, as libvirt wrote it. What the XML does not have is `nil`.
public struct DomainConfiguration: Hashable, Sendable {
    /// The most memory it may have, in bytes.
    public var maximumMemory: UInt64?
    /// The memory it has, in bytes.
    public var memory: UInt64?
    /// The most virtual CPUs it may have.
    public var maximumVCPUs: Int?
    /// The virtual CPUs it has.
    public var vcpus: Int?
    /// Disks in document order.
    public var disks: [Disk] = []
    /// Interfaces in document order.
    public var interfaces: [Interface] = []
    /// What the channel of the QEMU guest agent is: `connected` or `disconnected`, and nothing else is known of a domain
    /// that does not run; `nil` without a channel.
    public var agent: AgentChannel?
    /// Other files it uses: kernel, firmware, file systems.
    public var otherPaths: Set<String> = []

    /// A configuration of which nothing is known.
    public init() {}

    /// A disk.
    public struct Disk: Hashable, Sendable {
        /// The target, such as `vda`.
        public var target: String
        /// Whether it is a drive for media that come and go.
        public var isRemovable = false
        /// Its image: a path, `pool/volume`, or the name of an image over a network; `nil` for an empty drive.
        public var source: String?
        /// The images that it rests on, the nearest first; mostly known of running domains alone.
        public var backing: [String] = []
        /// Whether libvirt followed the images to the last one.
        public var isChainComplete = false
        /// What a copy or an active commit of it writes to.
        public var mirror: String?
        /// Whether there is a copy or an active commit of it.
        public var isMirrored = false

        /// A disk of which only the target is known.
        public init(target: String) { self.target = target }
    }

    /// An interface.
    public struct Interface: Hashable, Sendable {
        /// The address; `nil` before libvirt made one up.
        public var mac: String?
        /// The `type` attribute: `bridge`, `network`, `ethernet`, ...
        public var type: String?
        /// The network or bridge, or else the device it is on.
        public var source: String?

        /// An interface of which nothing is known.
        public init() {}
    }

    /// The channel of a guest agent.
    public enum AgentChannel: Hashable, Sendable {
        /// Something in the guest has opened it.
        case connected
        /// Nothing in the guest has opened it.
        case disconnected
        /// libvirt does not say, as of a domain that does not run.
        case unknown
    }
}
