import Catalogue
import Snapshot

extension CheckMode {
    /// What went wrong in guests a short time ago, as libvirt announced it.
    ///
    /// A panic is announced as a crash as well, and counts once. A daemon that started a moment ago, or lost its connection
    /// since, knows of less than was asked for, and says of how much.
    static let events = CheckMode(
        "events", "crashes, panics, watchdogs and I/O errors of a short time ago",
        metrics: [CheckMetric("events", .count, "all of these together", warning: "0")]
            + Fault.allCases.map { CheckMetric($0.rawValue, .count, $0.summary) },
        listsThings: false,
        needs: { _ in CheckNeeds([.state], events: true) },
        findings: { input, settings in
            guard let events = input.events else {
                var findings = CheckFindings([])
                findings.verdicts = [.init(.unknown, "the daemon alone has events; see whether `virtpulse serve` runs")]
                return findings
            }
            let faults = events.filter { event in
                let guest = DomainIdentity(name: event.domain, uuid: event.uuid, id: nil)
                return event.at >= input.time - settings.eventsWithin
                    && settings.selection.admits(guest, input.answers.metadata[event.uuid] ?? [:])
            }.compactMap { event in Fault(event).map { (fault: $0, event: event) } }
            var findings = CheckFindings(
                [],
                totals: [Measurement("events", Double(faults.count))]
                    + Fault.allCases.map { fault in
                        Measurement(fault.rawValue, Double(faults.count { $0.fault == fault }))
                    })
            findings.notes = faults.reversed().map { fault, event in
                let name = settings.name(of: DomainIdentity(name: event.domain, uuid: event.uuid, id: nil))
                let detail = event.detail.map { " (\($0))" } ?? ""
                let age = HumanNumber.text(max(0, input.time - event.at), .seconds)
                return "\(SafeText.cut(name, to: SafeText.longestName)) \(event.kind)\(detail) \(age) ago"
            }
            findings.summary = "no faults in \(HumanNumber.text(settings.eventsWithin, .seconds))"
            let begin = input.time - settings.eventsWithin
            if input.eventsForgotten > 0, let oldest = events.first, oldest.at > begin {
                // which guests they were of is forgotten as well
                let age = HumanNumber.text(max(0, input.time - oldest.at), .seconds)
                findings.verdicts = [.init(.unknown, "events of the last \(age) alone are kept")]
            } else if let since = input.eventsCompleteSince, since > begin {
                let age = HumanNumber.text(max(0, input.time - since), .seconds)
                findings.summary = "no faults in \(age), since when the daemon listens"
                findings.notes.append("the daemon listens for \(age)")
            }
            return findings
        })

    private enum Fault: String, CaseIterable {
        case crashed, stopped, watchdog
        case guestPanic = "guest_panic"
        case ioError = "io_error"
        case memoryFailure = "memory_failure"

        /// `nil` of an event that is no fault, or that another tells as well.
        init?(_ event: GuestEvent) {
            self.init(rawValue: event.kind)
            if self == .stopped, event.detail != "crashed", event.detail != "failed" { return nil }
            if self == .crashed, event.detail == "panicked" { return nil }
        }

        var summary: String {
            switch self {
            case .crashed: "guests that crashed"
            case .stopped: "guests that stopped because they crashed or failed"
            case .watchdog: "watchdogs of guests that fired"
            case .guestPanic: "guests whose kernel panicked"
            case .ioError: "disks of guests that failed"
            case .memoryFailure: "failures of the host's memory under a guest"
            }
        }
    }
}
