/// One line on a graph, and its value now.
public struct MuninField: Sendable {
    /// What munin does with a value; one that libvirt did not give is `nil`, and `U` in munin.
    public enum Measure: Sendable, Equatable {
        /// A counter: munin draws how fast it grows. Whole, for munin refuses others.
        case derive(UInt64?)
        /// A whole number of now.
        case whole(UInt64?)
        /// Any number of now.
        case real(Double?)
    }

    /// Its name: legal in munin, and the only one of its graph.
    public let name: String
    /// What people read: one line.
    public let label: String
    /// The value.
    public var measure: Measure
    /// How it is drawn, such as `AREA`; munin's default if `nil`.
    public var draw: String?
    /// The field of the same graph that is drawn below zero, against this one.
    public var negative: String?
    /// Whether munin keeps it without drawing it.
    public var isHidden = false
    /// How munin computes what it draws, in reverse Polish notation.
    public var cdef: String?
    /// The most that can be; RRD takes what is above for a mistake.
    public var maximum: String?
    /// From where on, or outside of which range, munin warns.
    public var warning: String?
    /// From where on, or outside of which range, it is critical.
    public var critical: String?

    init(_ name: String, _ label: String, _ measure: Measure) {
        self.name = name
        self.label = label
        self.measure = measure
    }
}
