import CLibvirt

/// What a virtual CPU is doing (`virVcpuState`).
public struct VCPUState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The state with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Not in use.
    public static let offline = VCPUState(rawValue: 0)
    /// Running or ready to.
    public static let running = VCPUState(rawValue: 1)
    /// Waiting for a resource.
    public static let blocked = VCPUState(rawValue: 2)

    static let names = ["offline", "running", "blocked"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// One virtual CPU of a domain (`virVcpuInfo`).
public struct VCPU: Hashable, Sendable {
    /// Its number in the domain.
    public var number: UInt32
    /// What it is doing.
    public var state: VCPUState
    /// CPU time used, in nanoseconds.
    public var cpuTime: UInt64
    /// The host's CPU it runs on, or `nil` if that is not known.
    public var cpu: Int32?
}

extension Connection {
    /// CPU time of a running domain over all host CPUs (`virDomainGetCPUStats`), in nanoseconds.
    ///
    /// Fields: `cpu_time`, and where the driver can tell `user_time` and `system_time`.
    public func cpuStatistics(of domain: DomainReference) throws(LibvirtError) -> TypedParameters {
        let count = try perform("virDomainGetCPUStats", on: domain) { raw in
            let count = virDomainGetCPUStats(raw, nil, 0, -1, 1, 0)
            return count < 0 ? nil : count
        }
        guard count > 0 else { return TypedParameters() }
        return try perform("virDomainGetCPUStats", on: domain) { raw in
            withUnsafeTemporaryAllocation(of: virTypedParameter.self, capacity: Int(count)) { parameters in
                parameters.initialize(repeating: virTypedParameter())
                let filled = virDomainGetCPUStats(raw, parameters.baseAddress, UInt32(count), -1, 1, 0)
                guard filled >= 0 else { return nil }
                defer { virTypedParamsClear(parameters.baseAddress, filled) }
                return TypedParameters(parameters.baseAddress, count: filled)
            }
        }
    }

    /// The host's CPUs that each virtual CPU of a running domain may run on (`virDomainGetVcpus`).
    ///
    /// - Parameters:
    ///   - vcpus: how many virtual CPUs it has at most.
    ///   - cpus: how many CPUs the host has at most, offline ones too.
    /// - Returns: for each virtual CPU its number, and for each CPU of the host whether it may run there.
    public func affinity(
        of domain: DomainReference, vcpus: Int, cpus: Int
    ) throws(LibvirtError) -> [(vcpu: UInt32, cpus: [Bool])] {
        let length = (cpus + 7) / 8
        guard vcpus > 0, length > 0 else { return [] }
        return try perform("virDomainGetVcpus", on: domain) { raw in
            withUnsafeTemporaryAllocation(of: virVcpuInfo.self, capacity: vcpus) { infos in
                infos.initialize(repeating: virVcpuInfo())
                return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: vcpus * length) { maps in
                    maps.initialize(repeating: 0)
                    let count = virDomainGetVcpus(
                        raw, infos.baseAddress, Int32(clamping: vcpus), maps.baseAddress, Int32(clamping: length))
                    guard count >= 0 else { return nil }
                    return (0..<Int(count)).map { position in
                        let map = maps[position * length..<(position + 1) * length]
                        return (
                            infos[position].number,
                            (0..<cpus).map { map[map.startIndex + $0 / 8] & 1 << ($0 % 8) != 0 }
                        )
                    }
                }
            }
        }
    }

    /// The virtual CPUs of a running domain (`virDomainGetVcpus`).
    ///
    /// - Parameter limit: how many there are at most; the domain is asked first (`virDomainGetInfo`) if `nil`.
    public func vcpus(of domain: DomainReference, limit: Int? = nil) throws(LibvirtError) -> [VCPU] {
        let capacity: Int
        if let limit { capacity = limit } else { capacity = Int(try information(of: domain).vcpus) }
        guard capacity > 0 else { return [] }
        return try perform("virDomainGetVcpus", on: domain) { raw in
            withUnsafeTemporaryAllocation(of: virVcpuInfo.self, capacity: capacity) { infos in
                infos.initialize(repeating: virVcpuInfo())
                let count = virDomainGetVcpus(raw, infos.baseAddress, Int32(clamping: capacity), nil, 0)
                guard count >= 0 else { return nil }
                return infos.prefix(Int(count)).map { info in
                    VCPU(
                        number: info.number,
                        state: VCPUState(rawValue: info.state),
                        cpuTime: info.cpuTime,
                        // Negative numbers say that the CPU is offline or not known (virVcpuHostCpuState).
                        cpu: info.cpu < 0 ? nil : info.cpu
                    )
                }
            }
        }
    }
}
