import CLibvirt

/// What a domain's guest agent tells of it (`virDomainGuestInfoTypes`).
public struct GuestInformationTypes: OptionSet, Hashable, Sendable {
    /// libvirt's flags.
    public var rawValue: UInt32
    /// The types with these flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The guest's name in the network.
    public static let hostname = GuestInformationTypes(rawValue: 1 << 3)
    /// File systems: `fs.count`, `fs.N.mountpoint`, `fs.N.total-bytes`, `fs.N.used-bytes`, ...
    public static let fileSystems = GuestInformationTypes(rawValue: 1 << 4)
}

extension Connection {
    /// What the agent of a running domain tells (`virDomainGetGuestInfo`, libvirt 5.7); the connection must be for writing.
    ///
    /// libvirt waits five seconds for an agent that never answered. For one that did since it is connected, it waits until it
    /// answers or is gone, be that days, unless somebody set a limit for the domain (`virDomainAgentSetResponseTimeout`).
    ///
    /// - Throws: ``LibvirtError/Code/agentUnresponsive`` for one that is not connected or does not answer.
    public func guestInformation(
        of domain: DomainReference, _ types: GuestInformationTypes
    ) throws(LibvirtError) -> TypedParameters {
        try require("virDomainGetGuestInfo", since: LibvirtVersion(rawValue: 5_007_000), on: domain.name)
        return try perform("virDomainGetGuestInfo", on: domain) { raw in
            var parameters: virTypedParameterPtr?
            var count: Int32 = 0
            guard virDomainGetGuestInfo(raw, types.rawValue, &parameters, &count, 0) == 0 else { return nil }
            defer { virTypedParamsFree(parameters, count) }
            return TypedParameters(parameters, count: count)
        }
    }

    /// The guest's clock as its agent tells it, in seconds of Unix time (`virDomainGetTime`); the connection must be for
    /// writing.
    ///
    /// It costs an agent the least of all that libvirt asks it. How long it waits is as for ``guestInformation(of:_:)``.
    ///
    /// - Throws: ``LibvirtError/Code/agentUnresponsive`` for one that is not connected or does not answer, and
    ///   ``LibvirtError/Code/agentCommandFailed`` for one that answers that it may not tell.
    public func guestTime(of domain: DomainReference) throws(LibvirtError) -> Double {
        try perform("virDomainGetTime", on: domain) { raw in
            var seconds: Int64 = 0
            var nanoseconds: UInt32 = 0
            guard virDomainGetTime(raw, &seconds, &nanoseconds, 0) == 0 else { return nil }
            return Double(seconds) + Double(nanoseconds) / 1e9
        }
    }
}
