import Snapshot

extension CheckMode {
    /// Guests that will be others at their next start.
    static let config = CheckMode(
        "config", "what running guests will have otherwise at their next start, and what libvirt warns of",
        metrics: [
            CheckMetric("drifts", .count, "running guests that will have something otherwise at their next start"),
            CheckMetric("messages", .count, "guests that libvirt warns of"),
        ],
        needs: { _ in CheckNeeds(questions: [.configurations, .messages]) },
        findings: { input, settings in
            var (drifting, warned) = (0, 0)
            let items = input.guests(settings).compactMap { guest -> CheckItem? in
                let drifts = input.answers.drifts[guest.identity.uuid]
                let messages = input.answers.messages[guest.identity.uuid]
                guard drifts != nil || messages != nil else {
                    return input.unanswered(guest, .configurations, .messages, settings: settings)
                }
                if drifts?.isEmpty == false { drifting += 1 }
                if messages?.isEmpty == false { warned += 1 }
                return CheckItem(
                    settings.name(of: guest.identity),
                    verdicts: ((drifts ?? []) + (messages ?? [])).map { CheckItem.Verdict(.warning, $0) })
            }
            return CheckFindings(
                items, totals: [Measurement("drifts", Double(drifting)), Measurement("messages", Double(warned))],
                countsItems: true)
        })
}
