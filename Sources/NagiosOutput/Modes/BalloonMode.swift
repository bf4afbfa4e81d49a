import Catalogue
import Snapshot

extension CheckMode {
    /// How far guests' balloons are inflated, and how old what their drivers tell is.
    ///
    /// libvirt does not tell how often a driver is asked, so that nothing but a threshold can say which age is too old. One
    /// that was never heard of has none.
    static let balloon = CheckMode(
        "balloon", "how far guests' balloons are inflated, and how old their drivers' numbers are",
        metrics: [
            CheckMetric("current", .percent, "memory that the guest has, of what it may have at most"),
            CheckMetric("age", .seconds, "since the driver in the guest told its numbers"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        needs: { _ in CheckNeeds([.state, .balloon], [current, maximum, lastUpdate]) },
        findings: { input, settings in
            var findings = CheckFindings(
                input.items(settings) { guest, _ in
                    let (most, now) = (guest.values.bits(of: maximum), guest.values.bits(of: current))
                    var percent: Double?
                    if let most, let now, most > 0 { percent = Double(now) / Double(most) * 100 }
                    let updated = guest.values.bits(of: lastUpdate).flatMap { $0 > 0 ? $0 : nil }
                    return [
                        CheckItem(
                            settings.name(of: guest.identity),
                            [
                                Measurement("current", percent),
                                Measurement("age", updated.map { max(0, input.time - Double($0)) }),
                            ], note: updated == nil ? "its driver has told nothing" : "")
                    ]
                })
            findings.requireOne("current", "no guest tells of its balloon")
            return findings
        })

    private static let current = Catalogue.id(of: "balloon.current")
    private static let maximum = Catalogue.id(of: "balloon.maximum")
    private static let lastUpdate = Catalogue.id(of: "balloon.last-update")
}
