import Catalogue
import Snapshot

extension CheckMode {
    /// Whether storage pools are there, and how full they are.
    static let pool = CheckMode(
        "pool", "whether storage pools are there, and how full they are",
        noun: ("pool", "pools"),
        metrics: [
            CheckMetric("used", .percent, "space that is not free, of the pool's", warning: "80", critical: "90"),
            CheckMetric("free", .bytes, "space that is free"),
            CheckMetric(
                "overcommit", .percent, "what guests see of its volumes, of the pool's space", canExceed: true),
        ],
        isOfGuests: false,
        // every volume has to be looked at for it
        needs: { CheckNeeds([.storagePool], questions: $0.limits("overcommit") ? [.volumes] : []) },
        findings: { input, settings in
            let pools = input.snapshot.storagePools
            return CheckFindings(
                pools.entities.enumerated().compactMap { position, entity in
                    guard entity.scope == .storagePool, let name = entity.labels.first else { return nil }
                    func bits(_ metric: MetricID) -> UInt64? { pools.bits(of: metric, entity: position) }
                    let (verdict, note) = judge(bits(poolState), startsWithHost: bits(poolAutostart).map { $0 == 1 })
                    // libvirt tells sizes of zero of a pool that is not in use
                    guard let size = bits(capacity), size > 0, bits(poolState) != 0 else {
                        let isIdle = bits(capacity) == 0 || bits(poolState) == 0
                        return CheckItem(
                            name, verdicts: [verdict].compactMap { $0 }, note: note, isMeasured: !isIdle)
                    }
                    let taken =
                        bits(available).map { 1 - min(1, Double($0) / Double(size)) }
                        ?? bits(allocation).map { min(1, Double($0) / Double(size)) }
                    let overcommit = promised(name, of: size, input, settings)
                    let unread: CheckItem.Verdict? =
                        settings.limits("overcommit") && overcommit == nil
                        ? .init(.unknown, "its volumes were not read") : nil
                    return CheckItem(
                        name,
                        [
                            Measurement("used", taken.map { $0 * 100 }),
                            Measurement("free", bits(available).map { Double($0) }, maximum: Double(size)),
                            Measurement("overcommit", overcommit),
                        ], verdicts: [verdict, unread].compactMap { $0 }, note: note)
                })
        })

    /// What a pool's state means, and what it is called.
    private static func judge(_ state: UInt64?, startsWithHost: Bool?) -> (CheckItem.Verdict?, String) {
        switch state {
        case 0:
            switch startsWithHost {
            case true?: (.init(.critical, "is inactive, though autostarted"), "")
            case false?: (nil, "inactive")
            case nil: (.init(.unknown, "is inactive, not known to be autostarted or not"), "")
            }
        case 1: (nil, "is being built")
        case 2: (nil, "")
        case 3: (.init(.critical, "is degraded"), "")
        case 4: (.init(.critical, "is inaccessible"), "")
        case let state?: (.init(.unknown, "is in state \(state), which a newer libvirt has"), "")
        case nil: (.init(.unknown, "its state is not known"), "")
        }
    }

    /// A pool of which no volume is listed has none, if it was read.
    private static func promised(
        _ pool: String, of size: UInt64, _ input: CheckInput, _ settings: CheckSettings
    ) -> Double? {
        guard settings.limits("overcommit"),
            input.answers.readPools.contains(pool)
        else { return nil }
        let volumes = input.answers.volumes.filter { $0.pool == pool }
        return volumes.reduce(0) { $0 + Double($1.capacity) } / Double(size) * 100
    }

    private static let poolState = Catalogue.id(of: "virStoragePoolInfo.state")
    private static let capacity = Catalogue.id(of: "virStoragePoolInfo.capacity")
    private static let allocation = Catalogue.id(of: "virStoragePoolInfo.allocation")
    private static let available = Catalogue.id(of: "virStoragePoolInfo.available")
    private static let poolAutostart = Catalogue.id(of: "virStoragePoolGetAutostart")
}
