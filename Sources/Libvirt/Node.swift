import CLibvirt

/// The host's processors and memory (`virNodeInfo`).
public struct NodeInformation: Hashable, Sendable {
    /// The CPU architecture, such as `x86_64`.
    public var model: String
    /// Memory, in KiB.
    public var memory: UInt64
    /// Active CPUs.
    public var cpus: UInt32
    /// The expected CPU frequency in MHz, or `nil` if it is not known.
    public var frequency: UInt32?
    /// NUMA cells; 1 for unusual topologies as well.
    public var nodes: UInt32
    /// CPU sockets in each cell.
    public var sockets: UInt32
    /// Cores in each socket.
    public var cores: UInt32
    /// Threads in each core.
    public var threads: UInt32
}

extension Connection {
    /// The host's processors and memory (`virNodeGetInfo`).
    public func nodeInformation() throws(LibvirtError) -> NodeInformation {
        try perform("virNodeGetInfo") { connection in
            var info = virNodeInfo()
            guard virNodeGetInfo(connection, &info) == 0 else { return nil }
            return NodeInformation(
                model: withUnsafeBytes(of: info.model) { model in
                    String(repairing: Array(model.prefix { $0 != 0 }))
                },
                memory: UInt64(info.memory),
                cpus: info.cpus,
                frequency: info.mhz == 0 ? nil : info.mhz,
                nodes: info.nodes,
                sockets: info.sockets,
                cores: info.cores,
                threads: info.threads
            )
        }
    }

    /// The host's CPU time since it started (`virNodeGetCPUStats`), in nanoseconds.
    ///
    /// Fields: `kernel`, `user`, `idle`, `iowait`, `intr`, and those a newer libvirt adds; drivers that only know a
    /// share give `utilization` (percent).
    ///
    /// - Parameter cpu: the number of a CPU, or `nil` for all together.
    public func nodeCPUStatistics(cpu: Int32? = nil) throws(LibvirtError) -> TypedParameters {
        let number = cpu ?? VIR_NODE_CPU_STATS_ALL_CPUS.rawValue
        var count: Int32 = 0
        try perform("virNodeGetCPUStats") { virNodeGetCPUStats($0, number, nil, &count, 0) == 0 ? true : nil }
        guard count > 0 else { return TypedParameters() }
        let call = "virNodeGetCPUStats"
        return try performFilling(call, capacity: Int(count), of: virNodeCPUStats()) { connection, stats in
            guard virNodeGetCPUStats(connection, number, stats.baseAddress, &count, 0) == 0 else { return nil }
            return TypedParameters(stats.prefix(Int(count)).map { (fieldName($0.field), .ullong($0.value)) })
        }
    }

    /// The host's memory (`virNodeGetMemoryStats`), in KiB.
    ///
    /// Fields: `total`, `free`, `buffers`, `cached`, and those a newer libvirt adds; a cell has `total` and `free` only.
    ///
    /// - Parameter cell: the number of a NUMA cell, or `nil` for all together.
    public func nodeMemoryStatistics(cell: Int32? = nil) throws(LibvirtError) -> TypedParameters {
        let number = cell ?? VIR_NODE_MEMORY_STATS_ALL_CELLS.rawValue
        var count: Int32 = 0
        try perform("virNodeGetMemoryStats") { virNodeGetMemoryStats($0, number, nil, &count, 0) == 0 ? true : nil }
        guard count > 0 else { return TypedParameters() }
        let call = "virNodeGetMemoryStats"
        return try performFilling(call, capacity: Int(count), of: virNodeMemoryStats()) { connection, stats in
            guard virNodeGetMemoryStats(connection, number, stats.baseAddress, &count, 0) == 0 else { return nil }
            return TypedParameters(stats.prefix(Int(count)).map { (fieldName($0.field), .ullong($0.value)) })
        }
    }

    /// The host's free memory (`virNodeGetFreeMemory`), in bytes.
    public func nodeFreeMemory() throws(LibvirtError) -> UInt64 {
        try perform("virNodeGetFreeMemory") { connection in
            // Zero is libvirt's sign of failure here.
            let free = virNodeGetFreeMemory(connection)
            return free == 0 ? nil : free
        }
    }

    /// The free memory of the host's NUMA cells from 0 on (`virNodeGetCellsFreeMemory`), in bytes.
    ///
    /// - Parameter cells: how many cells to ask for, as ``NodeInformation/nodes`` says.
    public func nodeFreeMemory(cells: UInt32) throws(LibvirtError) -> [UInt64] {
        guard cells > 0 else { return [] }
        return try performFilling(
            "virNodeGetCellsFreeMemory",
            capacity: Int(cells),
            of: UInt64(0)
        ) { connection, free in
            let count = free.withMemoryRebound(to: CUnsignedLongLong.self) {
                virNodeGetCellsFreeMemory(connection, $0.baseAddress, 0, Int32(clamping: cells))
            }
            return count < 0 ? nil : Array(free.prefix(Int(count)))
        }
    }

    /// How many of a NUMA cell's pages are free, by the order of the sizes (`virNodeGetFreePages`).
    ///
    /// - Parameters:
    ///   - sizes: sizes of pages, in KiB, all of which the cell must have.
    ///   - cell: the number of the cell.
    /// - Returns: `nil` in place of a number that libvirt did not give.
    public func nodeFreePages(sizes: [UInt32], cell: Int32) throws(LibvirtError) -> [UInt64?] {
        guard !sizes.isEmpty else { return [] }
        var wanted = sizes
        // how many it gave libvirt says in different ways
        let none = CUnsignedLongLong.max
        let call = "virNodeGetFreePages"
        return try performFilling(call, capacity: sizes.count, of: none) { connection, free in
            let count = virNodeGetFreePages(
                connection, UInt32(clamping: wanted.count), &wanted, cell, 1, free.baseAddress, 0)
            return count < 0 ? nil : free.map { $0 == none ? nil : UInt64($0) }
        }
    }
}

/// The text in one of libvirt's fixed arrays of characters.
private func fieldName<Characters>(_ field: Characters) -> String {
    withUnsafeBytes(of: field) { String(repairing: Array($0.prefix { $0 != 0 })) }
}
