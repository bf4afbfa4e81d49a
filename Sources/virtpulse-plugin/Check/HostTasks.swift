import DomainXML
import Libvirt
import NagiosOutput
import Snapshot

/// What is asked of the host, its pools and its networks.
extension DirectTask {
    static let connection = DirectTask(questions: [.connection], subject: .host) { (link) throws(DirectTrouble) in
        let began = ContinuousClock.now
        _ = try await DirectTrouble.catching { () async throws(LibvirtError) in
            try await link.connection.daemonVersion()
        }
        let time = (link.openTime + began.duration(to: .now)) / .seconds(1)
        return Outcome { $0.connectionTime = time }
    }

    static let hugePages = DirectTask(questions: [.hugePages], subject: .host) { (link) throws(DirectTrouble) in
        let connection = link.connection
        let xml = try await DirectTrouble.catching { () async throws(LibvirtError) in
            try await connection.capabilities()
        }
        let pages = try DirectTrouble.reading { () throws(DomainXMLError) in try CapabilitiesXML.hugePages(in: xml) }
        var totals: [UInt32: UInt64?] = [:]
        var frees: [UInt32: UInt64?] = [:]
        // libvirt asks for consecutive cells, which need not have the same sizes
        for page in pages {
            let free = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await connection.nodeFreePages(sizes: [page.size], cell: page.cell)
            }
            totals[page.size] = sum(totals[page.size] ?? 0, page.total)
            frees[page.size] = sum(frees[page.size] ?? 0, free.first ?? nil)
        }
        let found = frees.keys.sorted().compactMap { size -> DirectAnswers.HugePages? in
            guard let free = frees[size] ?? nil else { return nil }
            return DirectAnswers.HugePages(size: UInt64(size) * 1024, total: totals[size] ?? nil, free: free)
        }
        return Outcome { $0.hugePages = found }
    }

    /// What is known of all of it, or nothing.
    private static func sum(_ first: UInt64?, _ second: UInt64?) -> UInt64? {
        guard let first, let second else { return nil }
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? nil : sum
    }

    static let networks = DirectTask(questions: [.leases], subject: .host) { (link) throws(DirectTrouble) in
        let networks = try await DirectTrouble.catching { () async throws(LibvirtError) in
            try await link.connection.networks()
        }
        return Outcome(more: networks.filter(\.isActive).map(leases))
    }

    private static func leases(_ network: Network) -> DirectTask {
        DirectTask(questions: [.leases], subject: .network(network.name)) { (link) throws(DirectTrouble) in
            let xml = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.xml(of: network)
            }
            let addresses = try DirectTrouble.reading { () throws(DomainXMLError) in try NetworkXML.addresses(in: xml) }
            // ranges of IPv6 are never full, so they count only where there is nothing else
            guard let size = addresses.ipv4 ?? addresses.ipv6 else { return Outcome() }
            let isIPv6 = addresses.ipv4 == nil
            let leases = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.leases(of: network)
            }
            let lent = leases.count { $0.isIPv6 == isIPv6 }
            return Outcome { $0.leases[network.name] = DirectAnswers.AddressUse(lent: lent, size: size) }
        }
    }

    /// - Parameter withBacking: Whether the images that volumes rest on count as used.
    static func pools(withBacking: Bool) -> DirectTask {
        DirectTask(questions: [.volumes], subject: .host) { (link) throws(DirectTrouble) in
            let pools = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.storagePools(.active)
            }
            return Outcome(more: pools.map { volumes($0, withBacking: withBacking) })
        }
    }

    private static func volumes(_ pool: StoragePool, withBacking: Bool) -> DirectTask {
        let questions: [DirectQuestion] = withBacking ? [.volumes, .usedPaths] : [.volumes]
        return DirectTask(questions: questions, subject: .pool(pool.name)) { (link) throws(DirectTrouble) in
            let volumes = try await DirectTrouble.catching { () async throws(LibvirtError) in
                try await link.connection.volumes(of: pool, withXML: withBacking)
            }
            var used: Set<String> = []
            for volume in volumes {
                // what is no image of a guest's may be without XML that can be read
                if let xml = volume.xml, let path = try? VolumeXML.backing(in: xml) { used.insert(path) }
            }
            let found = volumes.filter { $0.kind != .directory && $0.kind != .networkDirectory }.map {
                DirectAnswers.Volume(
                    pool: pool.name, name: $0.name, path: $0.path, capacity: $0.capacity, allocation: $0.allocation)
            }
            return Outcome { [used] answers in
                answers.volumes += found
                answers.readPools.insert(pool.name)
                answers.usedPaths.formUnion(used)
            }
        }
    }
}
