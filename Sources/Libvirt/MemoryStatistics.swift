import CLibvirt

extension Connection {
    /// The names bulk statistics give to libvirt's memory statistics, by `virDomainMemoryStatTags`.
    static let memoryStatisticNames = [
        "swap_in", "swap_out", "major_fault", "minor_fault", "unused", "available", "current", "rss", "usable",
        "last-update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail",
    ]

    /// A domain's memory as balloon driver and host see it (`virDomainMemoryStats`).
    ///
    /// Fields are named as in bulk statistics: `balloon.current`, `balloon.rss`, ... Values are KiB, but for
    /// `major_fault`, `minor_fault`, `hugetlb_pgalloc` and `hugetlb_pgfail` (counts) and `last-update` (seconds since
    /// 1970). A tag that this code does not know is named `balloon.unknown(N)`.
    public func memoryStatistics(of domain: DomainReference) throws(LibvirtError) -> TypedParameters {
        try perform("virDomainMemoryStats", on: domain) { raw in
            // More room than any version has tags; libvirt fills what it knows.
            withUnsafeTemporaryAllocation(of: virDomainMemoryStatStruct.self, capacity: 64) { stats in
                stats.initialize(repeating: virDomainMemoryStatStruct())
                let count = virDomainMemoryStats(raw, stats.baseAddress, UInt32(stats.count), 0)
                guard count >= 0 else { return nil }
                return TypedParameters(
                    stats.prefix(Int(count)).map {
                        ("balloon." + name(of: $0.tag, in: Self.memoryStatisticNames), .ullong($0.val))
                    }
                )
            }
        }
    }
}
