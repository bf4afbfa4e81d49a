/// What is asked of one guest.
public enum DetailQuestion: Hashable, Sendable {
    case metadata
    case affinity
    case diskErrors
    /// Of the disk with this target.
    case image(String)
    case fileSystems
}

/// What is answered.
public enum DetailAnswer: Sendable {
    case metadata(String?)
    case affinity([(vcpu: UInt32, cpus: [Bool])])
    case diskErrors([(disk: String, error: Int32)])
    case image(String, GuestDetails.Image)
    case fileSystems([GuestDetails.FileSystem])
}
