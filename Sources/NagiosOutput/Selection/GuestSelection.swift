import PosixPattern
public import Snapshot

/// Which guests a check is of.
public struct GuestSelection: Sendable {
    /// What chooses a guest.
    enum Term: Sendable {
        /// Its name or its UUID.
        case exactly(String)
        /// A pattern of the shell's for its name.
        case glob(String)
        /// A regular expression that matches within its name.
        case matching(PosixPattern)
        /// A text in its metadata, see ``metadata``.
        case metadata(path: String, value: String?)
    }

    /// Those that choose; none: all guests.
    var included: [Term] = []
    /// Those that leave out.
    var excluded: [Term] = []
    /// Whether guests that are shut off are meant as well, where a mode is of those that run.
    public var includesInactive = false

    /// All guests.
    public init() {}
}

extension GuestSelection {
    /// Whether a guest is meant.
    public func admits(_ guest: DomainSample) -> Bool { true }
}
