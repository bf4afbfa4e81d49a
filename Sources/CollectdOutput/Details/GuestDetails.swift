/// What is known of a guest that no sample has, because libvirt tells it of one guest at a time.
public struct GuestDetails: Sendable {
    /// The name that its metadata has for it; `nil` if it has none.
    public var metadataName: String?
    /// Whether its metadata was asked for: until then it has no name that depends on that.
    public var hasMetadata = false
    /// Disks that are in error, and libvirt's number of the error (`virDomainDiskErrorCode`).
    public var diskErrors: [(disk: String, error: Int32)] = []
    /// By number of a virtual CPU, for each of the host's CPUs whether it may run there.
    public var affinity: [(vcpu: UInt32, cpus: [Bool])] = []
    /// How large its disks' images are, by target: in bulk, libvirt tells what the plugin has of them in part.
    public var images: [String: Image] = [:]
    /// Its file systems, as its guest agent tells them.
    public var fileSystems: [FileSystem] = []

    /// Nothing known.
    public init() {}

    /// The image of a disk (`virDomainBlockInfo`).
    public struct Image: Sendable {
        /// How many bytes of it are in use on the host.
        public let allocation: UInt64
        /// How many bytes long it is there.
        public let physical: UInt64

        /// The image of these sizes.
        public init(allocation: UInt64, physical: UInt64) {
            self.allocation = allocation
            self.physical = physical
        }
    }

    /// A file system of a guest.
    public struct FileSystem: Sendable {
        /// Where it is mounted.
        public let mountPoint: String
        /// The device's name in the guest.
        public let name: String
        /// The type, such as `ext4`.
        public let type: String
        /// The targets of the disks it is on.
        public let devices: [String]

        /// The file system of these parts.
        public init(mountPoint: String, name: String, type: String, devices: [String]) {
            self.mountPoint = mountPoint
            self.name = name
            self.type = type
            self.devices = devices
        }
    }
}
