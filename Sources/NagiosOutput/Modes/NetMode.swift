import Catalogue
import Snapshot

extension CheckMode {
    /// What guests' network interfaces do, from the host's side of them.
    static let net = CheckMode(
        "net", "what guests' network interfaces transfer, and their errors and drops",
        noun: ("interface", "interfaces"),
        metrics: [
            CheckMetric("rx", .bytesPerSecond, "data received"),
            CheckMetric("tx", .bytesPerSecond, "data sent"),
            CheckMetric("rx_packets", .perSecond, "packets received"),
            CheckMetric("tx_packets", .perSecond, "packets sent"),
            CheckMetric("errors", .perSecond, "errors, both ways", warning: "0"),
            CheckMetric("drops", .perSecond, "packets dropped, both ways", warning: "0"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { _ in
            CheckNeeds(
                [.state, .interface],
                [rxBytes, txBytes, rxPackets, txPackets, rxErrors, txErrors, rxDrops, txDrops], rates: true)
        },
        findings: { input, settings in
            CheckFindings(
                input.items(settings) { pair in
                    pair.now.labels(of: .interface).map { interface in
                        func rate(_ metric: MetricID) -> Double? { pair.rate(metric, .interface, interface) }
                        /// Of one way alone, that is known at least.
                        func sum(_ metrics: MetricID...) -> Double? {
                            let rates = metrics.compactMap(rate)
                            return rates.isEmpty ? nil : rates.reduce(0, +)
                        }
                        return CheckItem(
                            settings.name(of: pair.now.identity), part: interface,
                            [
                                Measurement("rx", rate(rxBytes)), Measurement("tx", rate(txBytes)),
                                Measurement("rx_packets", rate(rxPackets)), Measurement("tx_packets", rate(txPackets)),
                                Measurement("errors", sum(rxErrors, txErrors)),
                                Measurement("drops", sum(rxDrops, txDrops)),
                            ])
                    }
                })
        })

    private static let rxBytes = Catalogue.id(of: "net.#.rx.bytes")
    private static let txBytes = Catalogue.id(of: "net.#.tx.bytes")
    private static let rxPackets = Catalogue.id(of: "net.#.rx.pkts")
    private static let txPackets = Catalogue.id(of: "net.#.tx.pkts")
    private static let rxErrors = Catalogue.id(of: "net.#.rx.errs")
    private static let txErrors = Catalogue.id(of: "net.#.tx.errs")
    private static let rxDrops = Catalogue.id(of: "net.#.rx.drop")
    private static let txDrops = Catalogue.id(of: "net.#.tx.drop")
}
