import Catalogue
import Snapshot

extension CheckMode {
    /// How many guests there are in which state.
    static let domains = CheckMode(
        "domains", "how many guests there are in which state",
        metrics: states.map { CheckMetric($0, .count, "guests in state \($0)") } + [
            CheckMetric("unknown", .count, "guests whose state libvirt does not tell, or a newer one has"),
            CheckMetric("total", .count, "guests"),
        ],
        needs: { _ in CheckNeeds([.state]) },
        findings: { input, settings in
            let guests = input.guests(settings)
            func count(_ state: String) -> Double { Double(guests.count { $0.state?.name == state }) }
            let unknown = guests.count { guest in !states.contains { $0 == guest.state?.name } }
            var findings = CheckFindings(
                guests.map { CheckItem(settings.name(of: $0.identity), note: $0.state?.summary ?? "") },
                totals: states.map { Measurement($0, count($0)) } + [
                    Measurement("unknown", Double(unknown)), Measurement("total", Double(guests.count)),
                ])
            findings.count = guests.count
            findings.summary = guests.stateSummary
            return findings
        })

    /// Those that are asked for most first: the first is what thresholds without a name are of.
    private static let states: [String] = {
        let first = ["running", "paused", "shutoff", "crashed"]
        return first + Catalogue.domainStates.filter { !first.contains($0) }
    }()
}
