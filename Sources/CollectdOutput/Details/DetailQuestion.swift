/// What is asked of one guest.
public enum DetailQuestion: Hashable, Sendable {
    case metadata
    case affinity
    case diskErrors
    /// Of the disk with this target.
    case image(String)
    case fileSystems

    /// What a question waits for in libvirt, so that one that hangs there holds up others of the kind alone.
    public enum Kind: CaseIterable, Sendable {
        /// libvirt's own memory of the guest.
        case metadata
        /// The guest's emulator.
        case monitor
        /// An agent within the guest.
        case agent
    }

    /// What it waits for.
    public var kind: Kind {
        switch self {
        case .metadata: .metadata
        case .affinity, .diskErrors, .image: .monitor
        case .fileSystems: .agent
        }
    }
}

/// What is answered.
public enum DetailAnswer: Sendable {
    case metadata(String?)
    case affinity([(vcpu: UInt32, cpus: [Bool])])
    case diskErrors([(disk: String, error: Int32)])
    case image(String, GuestDetails.Image)
    case fileSystems([GuestDetails.FileSystem])
}
