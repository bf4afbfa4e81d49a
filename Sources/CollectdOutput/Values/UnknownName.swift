/// Names of what a newer libvirt has, such as `unknown(15)`.
enum UnknownName {
    /// The number in such a name; `nil` for any other.
    static func number(_ name: String) -> UInt64? {
        name.wholeMatch(of: #/unknown\((\d+)\)/#).flatMap { UInt64($0.1) }
    }
}
