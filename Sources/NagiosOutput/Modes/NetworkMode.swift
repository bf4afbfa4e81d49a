import Catalogue
import Snapshot

extension CheckMode {
    /// Whether virtual networks are in use that should be, and have addresses left.
    static let network = CheckMode(
        "network", "whether virtual networks are active, and how many of their addresses are lent",
        noun: ("network", "networks"),
        metrics: [
            CheckMetric(
                "leases", .percent, "addresses that are lent, of its DHCP ranges", warning: "90", critical: "95",
                canExceed: true)
        ],
        isOfGuests: false,
        needs: { _ in CheckNeeds([.network], questions: [.leases]) },
        findings: { input, _ in
            let networks = input.snapshot.networks
            return CheckFindings(
                networks.entities.enumerated().compactMap { position, entity in
                    guard entity.scope == .network, let name = entity.labels.first else { return nil }
                    let isActive = networks.bits(of: active, entity: position)
                    let startsWithHost = networks.bits(of: networkAutostart, entity: position)
                    let leases = input.answers.leases[name]
                    var percent: Double?
                    if let leases, leases.size > 0 { percent = Double(leases.lent) / Double(leases.size) * 100 }
                    let verdict: CheckItem.Verdict? =
                        switch (isActive, startsWithHost) {
                        case (0, 1): .init(.critical, "is inactive, though autostarted")
                        case (0, nil): .init(.unknown, "is inactive, not known to be autostarted or not")
                        case (nil, _): .init(.unknown, "not known to be active or not")
                        default: nil
                        }
                    let lent = leases.map { "\($0.lent) of \($0.size) addresses lent" }
                    return CheckItem(
                        name, [Measurement("leases", percent)], verdicts: [verdict].compactMap { $0 },
                        note: isActive == 0 ? (verdict == nil ? "inactive" : "") : lent ?? "",
                        idle: leases?.size ?? 0 == 0 ? ["leases"] : [])
                })
        })

    private static let active = Catalogue.id(of: "virNetworkIsActive")
    private static let networkAutostart = Catalogue.id(of: "virNetworkGetAutostart")
}
