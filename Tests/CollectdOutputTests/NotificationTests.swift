import Snapshot
import Testing

@testable import CollectdOutput

/// What is notified of.
@Suite struct NotificationTests {
    private func notice(
        _ kind: String, _ detail: String?, isCompatible: Bool = false
    ) throws -> (severity: String, message: String)? {
        var settings = CollectdSettings()
        settings.hasCompatibleNotifications = isCompatible
        let event = GuestEvent(
            cursor: 1, at: 1_700_000_000.25, domain: "web 1", uuid: SyntheticHost.uuid(1), kind: kind, detail: detail)
        var report = CollectdReport(settings, interval: 10)
        guard let bytes = report.lines(of: event, details: nil) else { return nil }
        let line = try #require(try CollectdLine.lines(bytes).first)
        #expect(line.fields == ["host": "web 1", "plugin": "virt", "type": "domain_state"])
        #expect(line.time == 1_700_000_000.25)
        return (line.options["severity"] ?? "", line.options["message"] ?? "")
    }

    /// As the `virt` plugin has them, right or wrong.
    @Test(arguments: [
        ("started", "booted", "okay", "the domain is running. Reason: normal startup from boot"),
        ("started", "recreated", "okay", "the domain is running. Reason: the reason is unknown"),
        ("suspended", "paused", "warning", "the domain is paused by user. Reason: paused on user request"),
        ("resumed", "unpaused", "okay", "the domain is running. Reason: returned from paused state"),
        ("stopped", "destroyed", "okay", "the domain is shut off. Reason: forced poweroff"),
        ("shutdown", "finished", "okay", "the domain is being shut down. Reason: shutting down on user request"),
        ("undefined", "of a later libvirt", "okay", "no state. Reason: the reason is unknown"),
    ])
    func asThePluginHasThem(kind: String, detail: String, severity: String, message: String) throws {
        for isCompatible in [false, true] {
            let notice = try #require(try notice(kind, detail, isCompatible: isCompatible))
            #expect(notice.severity == severity && notice.message == "Domain state: \(message)")
        }
    }

    @Test(
        arguments: [
            ("crashed", "panicked", "failure the domain is crashed. Reason: domain panicked", nil),
            (
                "shutdown", "guest", "okay the domain is being shut down. Reason: shutting down by itself",
                "okay the domain is being shut down. Reason: shutting down on user request"
            ),
            (
                "shutdown", "host", "okay the domain is being shut down. Reason: shutting down on the host's request",
                "okay the domain is being shut down. Reason: shutting down on user request"
            ),
            (
                "defined", "updated", "okay no state. Reason: its definition was changed",
                "okay no state. Reason: the reason is unknown"
            ),
            (
                "crashed", "crashloaded",
                "failure the domain is crashed. Reason: domain panicked, and its crash kernel was loaded",
                "failure the domain is crashed. Reason: the reason is unknown"
            ),
            (
                "stopped", "crashed", "failure the domain is shut off. Reason: domain crashed",
                "okay the domain is shut off. Reason: domain crashed"
            ),
            (
                "stopped", "failed", "failure the domain is shut off. Reason: its emulator or libvirt failed",
                "okay the domain is shut off. Reason: domain failed to start"
            ),
            (
                "pmsuspended", "memory",
                "warning the domain is suspended by guest power management. Reason: suspended to memory", nil
            ),
            (
                "suspended", "ioerror", "failure the domain is paused. Reason: paused due to a disk I/O error",
                "warning the domain is paused by user. Reason: paused due to a disk I/O error"
            ),
            (
                "suspended", "watchdog", "failure the domain is paused. Reason: paused due to a watchdog event",
                "warning the domain is paused by user. Reason: paused due to a watchdog event"
            ),
            (
                "suspended", "migrated", "warning the domain is paused. Reason: paused for offline migration",
                "warning the domain is paused by user. Reason: paused for offline migration"
            ),
            (
                "suspended", "api_error",
                "failure the domain is paused. Reason: paused after a failure during a call of libvirt's",
                "warning the domain is paused by user. Reason: the reason is unknown"
            ),
            (
                "suspended", "of a later libvirt", "warning the domain is paused. Reason: the reason is unknown",
                "warning the domain is paused by user. Reason: the reason is unknown"
            ),
        ] as [(String, String, String, String?)])
    func whatThePluginGetsWrong(kind: String, detail: String, right: String, compatible: String?) throws {
        for (isCompatible, wanted) in [(false, right), (true, compatible)] {
            let notice = try notice(kind, detail, isCompatible: isCompatible)
            let text = notice.map { "\($0.severity) \($0.message)" }
            #expect(
                text == wanted.map { $0.split(separator: " ", maxSplits: 1) }.map { "\($0[0]) Domain state: \($0[1])" })
        }
    }

    @Test(arguments: ["guest_panic", "io_error", "reboot", "metadata_change", "of a later version"])
    func otherEventsAreNone(kind: String) throws { #expect(try notice(kind, nil) == nil) }

    @Test func guestsThatAreNotSelectedAreNone() throws {
        var settings = CollectdSettings()
        try settings.apply(.domain, ["db"])
        let event = GuestEvent(
            cursor: 1, at: 1, domain: "web", uuid: SyntheticHost.uuid(1), kind: "started", detail: "booted")
        var report = CollectdReport(settings, interval: 10)
        #expect(report.lines(of: event, details: nil) == nil && !report.needsNotice(event))
    }

    /// The plugin follows no events where states are told in each interval.
    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func eventsBesideStates(isPersistent: Bool, isCompatible: Bool) {
        var settings = CollectdSettings()
        settings.isNotificationPersistent = isPersistent
        settings.hasCompatibleNotifications = isCompatible
        let event = GuestEvent(
            cursor: 1, at: 1, domain: "web", uuid: SyntheticHost.uuid(1), kind: "started", detail: "booted")
        var report = CollectdReport(settings, interval: 10)
        let isTold = report.needsNotice(event)
        #expect((report.lines(of: event, details: nil) != nil) == isTold)
        #expect(isTold == !(isPersistent && isCompatible))
    }

    @Test func persistentGuestsAreToldOfInEachInterval() throws {
        var settings = CollectdSettings()
        settings.isNotificationPersistent = true
        var report = CollectdReport(settings, interval: 10)
        let guests = [
            SyntheticHost.guest("off", [:], uuid: 1, id: nil, state: (5, "shutoff", "failed"), isPersistent: true),
            SyntheticHost.guest("transient", [:], uuid: 2, isPersistent: false),
            SyntheticHost.guest("on", [:], uuid: 3, state: (3, "paused", "user"), isPersistent: true),
        ]
        let sample = SyntheticHost.sample(guests)
        for time in [1000.0, 1010] {
            let lines = try CollectdLine.lines(
                report.lines(of: .init(sample.snapshot, time: time, steadyTime: time, now: sample.now))
            )
            .filter { $0.command == "PUTNOTIF" }
            #expect(
                lines.map { "\($0.fields["host"] ?? "") \($0.options["severity"] ?? "")" } == [
                    "off failure", "on warning",
                ])
        }
    }

    @Test(arguments: [
        (Int32(1), "booted", UInt64(1)), (1, "postcopy_failed", 11), (3, "ioerror", 5), (3, "api_error", 14),
        (5, "daemon", 8), (6, "panicked", 1), (7, "unknown", 0), (3, "unknown(15)", 15), (4, "user", 1),
    ])
    func numbersOfReasons(state: Int32, reason: String, number: UInt64) {
        #expect(DomainStateText.number(of: reason, in: state) == number)
    }
}
