import CLibvirt

/// The sizes of a block device (`virDomainBlockInfo`), in bytes.
public struct BlockInformation: Hashable, Sendable {
    /// The size the guest sees.
    public var capacity: UInt64
    /// The highest offset that is in use on the host.
    public var allocation: UInt64
    /// The size of the container on the host.
    public var physical: UInt64
}

extension Connection {
    /// The counters of one block device of a running domain.
    ///
    /// Names and units are libvirt's: `rd_bytes`, `rd_operations`, `rd_total_times` (nanoseconds), `wr_bytes`,
    /// `wr_operations`, `wr_total_times`, `flush_operations`, `flush_total_times`, `errs`. Drivers without
    /// `virDomainBlockStatsFlags` are asked by `virDomainBlockStats`; what they do not know is left out.
    ///
    /// - Parameter device: the target of the disk, such as `vda`; some drivers sum up all disks for an empty one.
    public func blockStatistics(of domain: DomainReference, device: String) throws(LibvirtError) -> TypedParameters {
        if lacksBlockStatsFlags { return try plainBlockStatistics(of: domain, device: device) }
        do throws(LibvirtError) {
            return try perform("virDomainBlockStatsFlags", on: domain) { raw in
                // One call: libvirt's protocol allows no more than 16 parameters.
                withUnsafeTemporaryAllocation(of: virTypedParameter.self, capacity: 16) { parameters in
                    parameters.initialize(repeating: virTypedParameter())
                    var count: Int32 = 16
                    guard virDomainBlockStatsFlags(raw, device, parameters.baseAddress, &count, 0) == 0 else {
                        return nil
                    }
                    defer { virTypedParamsClear(parameters.baseAddress, count) }
                    return TypedParameters(parameters.baseAddress, count: count)
                }
            }
        } catch {
            guard error.code == .noSupport else { throw error }
            lacksBlockStatsFlags = true
            return try plainBlockStatistics(of: domain, device: device)
        }
    }

    private func plainBlockStatistics(
        of domain: DomainReference,
        device: String
    ) throws(LibvirtError) -> TypedParameters {
        let stats = try perform("virDomainBlockStats", on: domain) { raw -> virDomainBlockStatsStruct? in
            var stats = virDomainBlockStatsStruct()
            let size = MemoryLayout<virDomainBlockStatsStruct>.size
            return virDomainBlockStats(raw, device, &stats, size) == 0 ? stats : nil
        }
        return TypedParameters(
            said: [
                ("rd_bytes", stats.rd_bytes), ("rd_operations", stats.rd_req), ("wr_bytes", stats.wr_bytes),
                ("wr_operations", stats.wr_req), ("errs", stats.errs),
            ]
        )
    }

    /// The sizes of one block device (`virDomainGetBlockInfo`).
    ///
    /// - Parameter device: the target of the disk, such as `vda`.
    public func blockInformation(of domain: DomainReference, device: String) throws(LibvirtError) -> BlockInformation {
        try perform("virDomainGetBlockInfo", on: domain) { raw in
            var info = virDomainBlockInfo()
            guard virDomainGetBlockInfo(raw, device, &info, 0) == 0 else { return nil }
            return BlockInformation(capacity: info.capacity, allocation: info.allocation, physical: info.physical)
        }
    }
}

extension TypedParameters {
    /// Values of one of libvirt's old structures, where -1 says that there is no value.
    init(said values: [(String, Int64)]) {
        self.init(values.filter { $0.1 != -1 }.map { ($0.0, .llong($0.1)) })
    }
}
