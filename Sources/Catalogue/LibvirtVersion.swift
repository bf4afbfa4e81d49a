/// A libvirt release, as in `libvirt 9.0.0`.
public struct LibvirtVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `major * 1,000,000 + minor * 1,000 + release`: the encoding of `virGetVersion`.
    public let number: UInt64

    /// The release with this encoding of `virGetVersion`.
    public init(number: UInt64) { self.number = number }

    /// The release `major.minor.release`.
    public init(_ major: UInt64, _ minor: UInt64, _ release: UInt64) {
        number = major * 1_000_000 + minor * 1_000 + release
    }

    /// The usual dotted form, such as `9.0.0`.
    public var description: String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }

    /// Orders releases by age.
    public static func < (a: LibvirtVersion, b: LibvirtVersion) -> Bool { a.number < b.number }
}
