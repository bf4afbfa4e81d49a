import Libvirt
import Snapshot
import Testing

@testable import CollectdOutput

/// What the `virt` plugin of collectd 5.12 says of each state and each event, from the tables of its program.
@Suite struct PluginWordsTests {
    private static let unknown = "the reason is unknown"

    /// By the number of a state, its words and those of its reasons by their numbers.
    private static let states: [(severity: String?, text: String, reasons: [String])] = [
        ("okay", "no state", [unknown]),
        (
            "okay", "the domain is running",
            [
                unknown, "normal startup from boot", "migrated from another host", "restored from a state file",
                "restored from snapshot", "returned from paused state", "returned from migration",
                "returned from failed save process", "returned from pmsuspended due to wakeup event",
                "resumed from crashed", "running in post-copy migration mode",
            ]
        ),
        ("warning", "the domain is blocked on resource", [unknown]),
        (
            "warning", "the domain is paused by user",
            [
                unknown, "paused on user request", "paused for offline migration", "paused for save",
                "paused for offline core dump", "paused due to a disk I/O error", "paused due to a watchdog event",
                "paused after restoring from snapshot", "paused during shutdown process",
                "paused while creating a snapshot", "paused due to a guest crash", "the domain is being started",
                "paused for post-copy migration", "paused after failed post-copy",
            ]
        ),
        ("okay", "the domain is being shut down", [unknown, "shutting down on user request"]),
        (
            "okay", "the domain is shut off",
            [
                unknown, "normal shutdown", "forced poweroff", "domain crashed", "migrated to another host",
                "saved to a file", "domain failed to start",
                "restored from a snapshot which was taken while domain was shutoff",
                "daemon decides to kill domain during reconnection processing",
            ]
        ),
        ("failure", "the domain is crashed", [unknown]),
        // it has words, but no severity
        (nil, "the domain is suspended by guest power management", [unknown]),
    ]

    /// By the number of an event, the state that it takes the guest for, and the reason by the number of the detail.
    private static let events: [(state: Int, reasons: [Int])] = [
        (0, []), (0, []), (1, [1, 2, 3, 4, 8]), (3, [1, 2, 5, 6, 0, 7, 0, 12, 13]), (1, [5, 2, 4, 10]),
        (5, [1, 2, 3, 4, 5, 6, 7]), (4, [1, 1, 1]), (7, [0, 0]), (6, [1]),
    ]

    private static func words(state: Int, reason: Int) -> String? {
        let known = states[state]
        guard let severity = known.severity, known.reasons.indices.contains(reason) else { return nil }
        return "\(severity) Domain state: \(known.text). Reason: \(known.reasons[reason])"
    }

    @Test(arguments: DomainState.known) func statesAsThePluginHasThem(state: DomainState) {
        for (number, name) in DomainStateReason.names(in: state).enumerated() {
            let notice = DomainStateText.notice(state: state.rawValue, reason: name, isCompatible: true)
            #expect(
                notice.map { "\($0.severity) \($0.message)" } == Self.words(state: Int(state.rawValue), reason: number),
                "\(state) \(name)")
        }
    }

    @Test(arguments: LifecycleEvent.Kind.known) func eventsAsThePluginHasThem(kind: LifecycleEvent.Kind) throws {
        let event = Self.events[Int(kind.rawValue)]
        for (detail, name) in (LifecycleEvent.details(of: kind) + ["unknown(99)"]).enumerated() {
            let reason = event.reasons.indices.contains(detail) ? event.reasons[detail] : 0
            let event = GuestEvent(
                cursor: 1, at: 1, domain: "a", uuid: SyntheticHost.uuid(1), kind: kind.description, detail: name)
            var settings = CollectdSettings()
            settings.hasCompatibleNotifications = true
            var report = CollectdReport(settings, interval: 10)
            let told = report.lines(of: event, details: nil)
            let line = try told.flatMap { try CollectdLine.lines($0).first }
            #expect(
                line.map { "\($0.options["severity"] ?? "") \($0.options["message"] ?? "")" }
                    == Self.words(state: Self.events[Int(kind.rawValue)].state, reason: reason), "\(kind) \(name)")
        }
    }

    /// Numbers of reasons are those of libvirt, of which there is a table where libvirt is asked.
    @Test(arguments: DomainState.known) func reasonsAsLibvirtNumbersThem(state: DomainState) {
        for (number, name) in DomainStateReason.names(in: state).enumerated() {
            #expect(DomainStateText.number(of: name, in: state.rawValue) == UInt64(number), "\(state) \(name)")
            // nor is any without words of its own
            let notice = DomainStateText.notice(state: state.rawValue, reason: name, isCompatible: false)
            #expect(notice?.message.hasSuffix(Self.unknown) == (number == 0), "\(state) \(name)")
        }
        let next = DomainStateReason.names(in: state).count
        let later = DomainStateReason(state: state, rawValue: Int32(next))
        #expect(DomainStateText.number(of: later.description, in: state.rawValue) == UInt64(next))
    }

    /// So are those of jobs' operations, a later libvirt's as well.
    @Test(arguments: Int32(0)..<13) func operationsAsLibvirtNumbersThem(number: Int32) throws {
        let job = DomainJob(
            operation: JobOperation(rawValue: number).description, type: "unbounded", values: ValueSet())
        var settings = CollectdSettings()
        settings.extraStatistics = [.backgroundJob]
        var report = CollectdReport(settings, interval: 10)
        let guest = SyntheticHost.guest("a", jobs: DomainJobs(current: job))
        let lines = try CollectdLine.lines(report.lines(of: SyntheticHost.sample([guest])))
        #expect(
            lines.filter { $0.identifier == "a/virt/job_stats-operation" }.map(\.values) == [[String(number)]])
    }
}
