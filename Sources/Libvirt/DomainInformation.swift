import CLibvirt

/// The basic figures of a domain that every driver has (`virDomainInfo`).
public struct DomainInformation: Hashable, Sendable {
    /// The state.
    public var state: DomainState
    /// The most memory the domain may have, in KiB.
    public var maximumMemory: UInt64
    /// The memory the domain has, in KiB.
    public var memory: UInt64
    /// The number of virtual CPUs.
    public var vcpus: UInt32
    /// CPU time used, in nanoseconds.
    public var cpuTime: UInt64
}

/// An error a disk of a domain is stopped by (`virDomainDiskErrorCode`).
public struct DiskError: Hashable, Sendable {
    /// The target of the disk, such as `vda`.
    public var device: String
    /// libvirt's number.
    public var rawValue: Int32

    static let names = ["none", "unspec", "no_space"]

    /// libvirt's name of the error in lowercase, or `unknown(N)`.
    public var name: String { Libvirt.name(of: rawValue, in: Self.names) }
}

/// Which form of a domain's XML to return.
public struct DomainXMLFlags: OptionSet, Hashable, Sendable {
    /// libvirt's flags.
    public var rawValue: UInt32
    /// The flags with these bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What the domain will be at its next start, rather than what it is.
    public static let inactive = DomainXMLFlags(rawValue: 1 << 1)
}

extension Connection {
    /// State, memory, CPU count and CPU time of a domain (`virDomainGetInfo`).
    public func information(of domain: DomainReference) throws(LibvirtError) -> DomainInformation {
        try perform("virDomainGetInfo", on: domain) { raw in
            var info = virDomainInfo()
            guard virDomainGetInfo(raw, &info) == 0 else { return nil }
            return DomainInformation(
                state: DomainState(rawValue: Int32(info.state)),
                maximumMemory: UInt64(info.maxMem),
                memory: UInt64(info.memory),
                vcpus: UInt32(info.nrVirtCpu),
                cpuTime: info.cpuTime
            )
        }
    }

    /// A domain's XML, as libvirt wrote it (`virDomainGetXMLDesc`).
    ///
    /// Parts of it are the tenant's text. Passwords are never included.
    public func xml(of domain: DomainReference, flags: DomainXMLFlags = []) throws(LibvirtError) -> [UInt8] {
        try perform("virDomainGetXMLDesc", on: domain) { raw in
            virDomainGetXMLDesc(raw, flags.rawValue).map(consume)
        }
    }

    /// The most virtual CPUs a domain can have until it is stopped (`virDomainGetMaxVcpus`).
    ///
    /// - Throws: ``LibvirtError/Code/operationInvalid`` for a domain that is not active.
    public func maximumVCPUs(of domain: DomainReference) throws(LibvirtError) -> Int {
        try perform("virDomainGetMaxVcpus", on: domain) { raw in
            let count = virDomainGetMaxVcpus(raw)
            return count < 0 ? nil : Int(count)
        }
    }

    /// The disks of an active domain that are in error (`virDomainGetDiskErrors`).
    ///
    /// Waits for the domain's monitor.
    public func diskErrors(of domain: DomainReference) throws(LibvirtError) -> [DiskError] {
        let count = try perform("virDomainGetDiskErrors", on: domain) { raw in
            let count = virDomainGetDiskErrors(raw, nil, 0, 0)
            return count < 0 ? nil : count
        }
        guard count > 0 else { return [] }
        return try perform("virDomainGetDiskErrors", on: domain) { raw in
            withUnsafeTemporaryAllocation(of: virDomainDiskError.self, capacity: Int(count)) { errors in
                errors.initialize(repeating: virDomainDiskError())
                let filled = virDomainGetDiskErrors(raw, errors.baseAddress, UInt32(count), 0)
                guard filled >= 0 else { return nil }
                return errors.prefix(Int(filled)).compactMap { error in
                    guard let device = error.disk else { return nil }
                    return DiskError(
                        device: String(repairing: consume(device)),
                        rawValue: error.error
                    )
                }
            }
        }
    }
}
