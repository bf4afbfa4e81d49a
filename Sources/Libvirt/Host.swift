import CLibvirt

/// A version as libvirt counts them: 9.0.0 is 9,000,000.
public struct LibvirtVersion: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1,000,000 times the major, plus 1,000 times the minor, plus the release number.
    public var rawValue: UInt
    /// The version with this number.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// The major number.
    public var major: UInt { rawValue / 1_000_000 }
    /// The minor number.
    public var minor: UInt { rawValue / 1_000 % 1_000 }
    /// The release number.
    public var release: UInt { rawValue % 1_000 }

    /// The three numbers with dots.
    public var description: String { "\(major).\(minor).\(release)" }

    /// Whether the first is the older version.
    public static func < (first: LibvirtVersion, second: LibvirtVersion) -> Bool { first.rawValue < second.rawValue }

    /// The version of the libvirt library in this process (`virGetVersion`).
    public static let library: LibvirtVersion = {
        var version: UInt = 0
        guard Library.failure == nil else { return LibvirtVersion(rawValue: 0) }
        // It cannot fail when only the library's version is wanted.
        virGetVersion(&version, nil, nil)
        return LibvirtVersion(rawValue: version)
    }()
}

extension Connection {
    /// The version of the daemon, or of the library for drivers inside this process (`virConnectGetLibVersion`).
    public func daemonVersion() throws(LibvirtError) -> LibvirtVersion {
        try perform("virConnectGetLibVersion") { connection in
            var version: UInt = 0
            return virConnectGetLibVersion(connection, &version) == 0 ? LibvirtVersion(rawValue: version) : nil
        }
    }

    /// The version of the hypervisor (`virConnectGetVersion`), or `nil` where it has none that could be told.
    public func hypervisorVersion() throws(LibvirtError) -> LibvirtVersion? {
        let version = try perform("virConnectGetVersion") { connection in
            var version: UInt = 0
            return virConnectGetVersion(connection, &version) == 0 ? version : nil
        }
        return version == 0 ? nil : LibvirtVersion(rawValue: version)
    }

    /// The driver's name, such as `QEMU`, `LXC` or `TEST` (`virConnectGetType`).
    public func driverType() throws(LibvirtError) -> String {
        try perform("virConnectGetType") { String(repairing: virConnectGetType($0)) }
    }

    /// The URI in use, which may be more exact than the one that was given (`virConnectGetURI`).
    public func uri() throws(LibvirtError) -> String {
        try perform("virConnectGetURI") { virConnectGetURI($0).map { String(repairing: consume($0)) } }
    }

    /// The host's name (`virConnectGetHostname`).
    public func hostname() throws(LibvirtError) -> String {
        try perform("virConnectGetHostname") { virConnectGetHostname($0).map { String(repairing: consume($0)) } }
    }

    /// The capabilities XML of host and driver (`virConnectGetCapabilities`).
    public func capabilities() throws(LibvirtError) -> [UInt8] {
        try perform("virConnectGetCapabilities") { virConnectGetCapabilities($0).map(consume) }
    }
}
