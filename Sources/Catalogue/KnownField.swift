/// A field of the bulk statistics that names or structures others rather than being a number of its own.
public struct KnownField: Sendable {
    /// What the field does.
    public enum Role: Sendable {
        /// Gives the label at this position of the scope's own labels.
        case label(Int)
        /// A text about the entity.
        case text(TextID)
        /// `state.state`.
        case state
        /// `state.reason`.
        case reason
        /// The lower bound of a histogram's bin.
        case binStart(HistogramID)
        /// The events in a histogram's bin.
        case binValue(HistogramID)
        /// Counts entries that speak for themselves.
        case structure
    }

    /// The libvirt field, with `#` for an index.
    public let field: String
    /// The entity it belongs to.
    public let scope: Scope
    /// What the field does.
    public let role: Role
    /// The collector that brings it.
    public let collector: Collector
    /// The libvirt release that brought the field.
    public let since: LibvirtVersion

    init(_ field: String, _ scope: Scope, _ role: Role, _ since: LibvirtVersion, in collector: Collector) {
        self.field = field
        self.scope = scope
        self.role = role
        self.collector = collector
        self.since = since
    }
}

/// A text that libvirt gives about an entity beside its numbers.
public enum TextID: UInt8, CaseIterable, Sendable {
    /// `block.#.path`: the image of a disk.
    case blockPath
    /// `dirtyrate.calc_mode`.
    case dirtyRateMode
}

/// A histogram that libvirt keeps of a disk.
public enum HistogramID: UInt8, CaseIterable, Sendable {
    /// Read requests.
    case read
    /// Write requests.
    case write
    /// Zone append requests.
    case zoneAppend
    /// Flush requests.
    case flush
}
