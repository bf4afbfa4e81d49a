import CLibvirt

/// What a job of a disk does (`virDomainBlockJobType`).
public struct BlockJobKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The kind with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    static let names = ["unknown", "pull", "copy", "commit", "active_commit", "backup"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// A job of a disk and its progress (`virDomainBlockJobInfo`).
public struct BlockJobInformation: Hashable, Sendable {
    /// What it does.
    public var kind: BlockJobKind
    /// The most it may copy, in MiB a second; 0 where nothing limits it.
    public var bandwidth: UInt64
    /// How far it is, of ``end``; no unit.
    ///
    /// Both are equal once a copy or an active commit can be pivoted, and not before.
    public var current: UInt64
    /// Where it ends, as it seems now; 1 if libvirt does not know.
    public var end: UInt64
}

extension Connection {
    /// The job that a disk of an active domain has (`virDomainGetBlockJobInfo`); `nil` if it has none.
    ///
    /// Waits for whatever other call has the domain, and where there is a job asks the domain's monitor.
    ///
    /// - Parameter device: the target of the disk, such as `vda`.
    public func blockJob(of domain: DomainReference, device: String) throws(LibvirtError) -> BlockJobInformation? {
        try perform("virDomainGetBlockJobInfo", on: domain) { raw -> BlockJobInformation?? in
            var info = virDomainBlockJobInfo()
            let answer = virDomainGetBlockJobInfo(raw, device, &info, 0)
            guard answer >= 0 else { return nil }
            guard answer == 1 else { return .some(nil) }
            return BlockJobInformation(
                kind: BlockJobKind(rawValue: info.type), bandwidth: UInt64(info.bandwidth), current: info.cur,
                end: info.end)
        }
    }
}
