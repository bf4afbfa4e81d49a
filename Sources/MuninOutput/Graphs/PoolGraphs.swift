import Catalogue
import Snapshot

/// How full storage pools are.
enum PoolGraphs {
    static func all(_ name: String, of host: MuninHost) -> MuninGraph {
        let fields = host.pools.indices.map { position in
            let label = TenantText.label(pool(position, host))
            var field = MuninField("\(host.pools[position])_used", label, .real(percent(position, host)))
            field.warning = host.settings.warning ?? "92"
            field.critical = host.settings.critical ?? "98"
            return field
        }
        return MuninGraph(
            name, "Storage pools", "% allocated", "How much of each storage pool is allocated, as of its last refresh.",
            fields)
    }

    /// The graph of the pool of this name in munin; what is known of it without the pool, if there is none.
    static func one(_ name: String, _ part: String, of host: MuninHost) -> MuninGraph {
        let position = host.pools.indices.first { host.pools[$0] == part }
        let title = position.map { TenantText.title(pool($0, host)) } ?? TenantText.title(part)
        let fields = [("capacity", capacity), ("allocation", allocation), ("available", available)].map {
            field, metric in
            MuninField(field, field, .whole(position.flatMap { number(metric, $0, host) }))
        }
        return MuninGraph(
            name, "Storage pool \(title)", "bytes",
            "Size of the storage pool, and what of it is allocated and free, as of its last refresh.", base: 1024,
            fields)
    }

    private static let capacity = Catalogue.id(of: "virStoragePoolInfo.capacity")
    private static let allocation = Catalogue.id(of: "virStoragePoolInfo.allocation")
    private static let available = Catalogue.id(of: "virStoragePoolInfo.available")

    /// A pool's own name.
    private static func pool(_ position: Int, _ host: MuninHost) -> String {
        host.snapshot.storagePools.entities[position].labels.first ?? ""
    }

    private static func number(_ metric: MetricID, _ position: Int, _ host: MuninHost) -> UInt64? {
        guard host.snapshot.status.isUp else { return nil }
        return host.snapshot.storagePools.bits(of: metric, entity: position)
    }

    private static func percent(_ position: Int, _ host: MuninHost) -> Double? {
        guard let capacity = number(capacity, position, host), capacity > 0,
            let allocation = number(allocation, position, host)
        else { return nil }
        return Double(allocation) / Double(capacity) * 100
    }
}
