import Catalogue
import Snapshot

extension CheckMode {
    /// How far guests' balloons are inflated, and how old what their drivers tell is.
    ///
    /// A driver that is asked every so often, and has told nothing new three times, is silent; one that is not asked is not,
    /// nor one whose guest stands still. Of one that was never heard of no age is known. An operator's range for the age
    /// stands in place of this.
    static let balloon = CheckMode(
        "balloon", "how far guests' balloons are inflated, and how old their drivers' numbers are",
        metrics: [
            CheckMetric("current", .percent, "memory that the guest has, of what it may have at most"),
            CheckMetric("age", .seconds, "since the driver in the guest told its numbers"),
        ],
        isOfRunning: true, tellsStuckGuests: true,
        // the domain XML has how often a driver is asked
        needs: {
            CheckNeeds(
                $0.limits("age") ? [.state, .balloon] : [.state, .balloon, .info], [current, maximum, lastUpdate])
        },
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
                            ], verdicts: [input.silence(of: guest, since: updated, settings)].compactMap { $0 },
                            note: updated == nil ? "its driver has told nothing" : "")
                    ]
                })
            findings.requireOne("current", "no guest tells of its balloon")
            return findings
        })

    fileprivate static let periodsOfSilence = 3.0

    private static let current = Catalogue.id(of: "balloon.current")
    private static let maximum = Catalogue.id(of: "balloon.maximum")
    private static let lastUpdate = Catalogue.id(of: "balloon.last-update")
}

extension CheckInput {
    /// What is to be said of a guest's driver that has told nothing since a moment of Unix time, if that is too long ago.
    fileprivate func silence(
        of guest: DomainSample, since updated: UInt64?, _ settings: CheckSettings
    ) -> CheckItem.Verdict? {
        guard !settings.limits("age"), let updated, let period = guest.facts?.value.balloonPeriod, period > 0,
            guest.state?.name == "running", let sampledAt = guest.sampledAt
        else { return nil }
        // what it told after the sample is not known yet
        let age = time - (now - sampledAt) / .seconds(1) - Double(updated)
        // the moment is of whole seconds
        guard age > Double(period) * CheckMode.periodsOfSilence + 1 else { return nil }
        let words = HumanNumber.text(age, .seconds)
        return .init(.warning, "driver silent for \(words), though asked every \(period) s")
    }
}
