import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

@Suite struct JobAndEventModeTests {
    private static func job(_ fields: [String: UInt64], operation: String? = "backup") -> DomainJob {
        let values = SyntheticHost.values(
            SyntheticHost.numbers(Dictionary(uniqueKeysWithValues: fields.map { ("job.\($0)", $1) })))
        return DomainJob(operation: operation, type: "bounded", values: values)
    }

    private static func report(
        _ now: DomainJob?, _ before: DomainJob? = nil, state: String = "running/booted", stall: Double? = nil,
        warning: [String: String] = [:], stuck: Bool = false
    ) throws -> CheckReport {
        var settings = CheckSettings()
        settings.stall = stall
        try settings.limit(.job, warning: warning)
        let input = SyntheticHost.input(
            [SyntheticHost.guest("web", state: state, stuck: stuck, job: now), SyntheticHost.guest("idle")],
            before: [SyntheticHost.guest("web", state: state, at: 90, job: before)])
        return CheckMode.job.report(input, settings)
    }

    @Test func jobs() throws {
        #expect(try Self.report(nil).first == "LIBVIRT OK: 0 jobs")
        let backup = Self.job(["time_elapsed": 90_500, "disk_total": 200, "disk_processed": 50])
        let report = try Self.report(backup)
        #expect(report.first == "LIBVIRT OK: 1 job")
        #expect(report.perfdata == ["'web_age'=90.5s;;;0", "'web_progress'=25%;;;0;100"])
        #expect(try Self.report(backup, warning: ["age": "1m"]).first == "LIBVIRT WARNING: 1/1 job: web age 90.5 s")
        let all = Self.job([
            "data_total": 100, "data_processed": 10, "memory_total": 50, "memory_processed": 50, "disk_total": 50,
        ])
        #expect(try Self.report(all).perfdata == ["'web_progress'=10%;;;0;100"])
        let parts = Self.job([
            "data_total": 0, "memory_total": 50, "memory_processed": 50, "disk_total": 50, "disk_processed": 0,
        ])
        #expect(try Self.report(parts).perfdata == ["'web_progress'=50%;;;0;100"])
        #expect(
            try Self.report(Self.job(["memory_total": 5, "memory_processed": 9])).perfdata == [
                "'web_progress'=100%;;;0;100"
            ])
        #expect(try Self.report(Self.job(["memory_total": 5, "disk_total": 5, "disk_processed": 5])).perfdata.isEmpty)
        #expect(try Self.report(Self.job([:])).perfdata.isEmpty)
    }

    @Test func failedPostCopies() throws {
        #expect(
            try Self.report(nil, state: "paused/postcopy_failed").first
                == "LIBVIRT CRITICAL: 1/1 job: web paused (postcopy_failed)")
        #expect(try Self.report(nil, state: "running/postcopy_failed").state == .critical)
        #expect(try Self.report(nil, state: "paused/postcopy").state == .ok)
        #expect(try Self.report(nil, stuck: true).state == .unknown)
    }

    @Test func stalls() throws {
        func at(_ seconds: UInt64, _ processed: UInt64, _ operation: String? = "migration_out") -> DomainJob {
            Self.job(
                ["time_elapsed": seconds * 1000, "memory_total": 100, "memory_processed": processed],
                operation: operation)
        }
        // the samples are ten seconds apart
        #expect(
            try Self.report(at(70, 50), at(60, 50), stall: 10).first
                == "LIBVIRT WARNING: 1/1 job: web no progress for 10 s")
        #expect(try Self.report(at(70, 50), at(60, 50)).state == .ok)
        #expect(try Self.report(at(70, 51), at(60, 50), stall: 10).state == .ok)
        #expect(try Self.report(at(70, 50), at(60, 50), stall: 11).state == .ok)
        // a job's own clock tells that its numbers are nearer to one another
        #expect(try Self.report(at(64, 50), at(60, 50), stall: 10).state == .ok)
        #expect(try Self.report(at(70, 50), at(60, 50, "backup"), stall: 10).state == .ok)
        // another job of that kind, which happens to be as far
        #expect(try Self.report(at(5, 50), at(60, 50), stall: 5).state == .ok)
        #expect(try Self.report(at(9, 50), at(2, 50), stall: 5).state == .ok)
        #expect(try Self.report(at(70, 100), at(60, 100), stall: 10).state == .ok)
        #expect(try Self.report(at(70, 50), nil, stall: 1).state == .ok)
        // nothing since it began
        #expect(try Self.report(at(600, 0), nil, stall: 600).state == .warning)
        #expect(try Self.report(at(599, 0), nil, stall: 600).state == .ok)
        #expect(try Self.report(Self.job(["time_elapsed": 999_000]), nil, stall: 1).state == .ok)
        var settings = CheckSettings()
        #expect(!CheckMode.job.needs(settings).needsRates)
        settings.stall = 5
        #expect(CheckMode.job.needs(settings).needsRates)
    }

    private static func event(_ kind: String, ago: Double, _ detail: String? = nil, of name: String = "web")
        -> GuestEvent
    {
        GuestEvent(
            cursor: 1, at: 1_700_000_000 - ago, domain: name, uuid: SyntheticHost.uuid(1), kind: kind, detail: detail)
    }

    private static func told(_ events: [GuestEvent]?, _ settings: CheckSettings = CheckSettings()) -> CheckReport {
        var input = SyntheticHost.input([])
        input.events = events
        return CheckMode.events.report(input, settings)
    }

    @Test func nobodyTellsEvents() {
        let report = Self.told(nil)
        #expect(report.state == .unknown)
        #expect(report.first.hasPrefix("LIBVIRT UNKNOWN: the daemon alone has events"))
        #expect(report.perfdata.isEmpty)
        #expect(CheckMode.events.needs(CheckSettings()).needsEvents)
    }

    @Test func eventsThatNobodyHeard() {
        func report(_ events: [GuestEvent], since age: Double? = nil, forgotten: UInt64 = 0) -> CheckReport {
            var input = SyntheticHost.input([])
            input.events = events
            input.eventsCompleteSince = age.map { input.time - $0 }
            input.eventsForgotten = forgotten
            return CheckMode.events.report(input, CheckSettings())
        }
        #expect(report([], since: 12).first == "LIBVIRT OK: no faults in 12 s, since when the daemon listens")
        #expect(report([], since: 12).details == ["the daemon listens for 12 s"])
        for age in [300.0, 301] {
            #expect(report([], since: age).first == "LIBVIRT OK: no faults in 5 min")
            #expect(report([], since: age).details.isEmpty)
        }
        let fault = [Self.event("crashed", ago: 5)]
        #expect(
            report(fault, since: 12).first
                == "LIBVIRT WARNING: events 1: web crashed 5 s ago; the daemon listens for 12 s")
        // more than the daemon keeps
        let quiet = [Self.event("started", ago: 200)]
        #expect(
            report(quiet, since: 200, forgotten: 7).first
                == "LIBVIRT UNKNOWN: events of the last 3.3 min alone are kept")
        #expect(report(fault, since: 5, forgotten: 7).state == .warning)
        #expect(report([Self.event("started", ago: 400)], since: 400, forgotten: 7).state == .ok)
        // an older daemon does not say since when it listens, but what it forgot
        #expect(report(quiet, forgotten: 7).state == .unknown)
        #expect(report(quiet).first == "LIBVIRT OK: no faults in 5 min")
    }

    @Test func events() throws {
        let quiet = Self.told([
            Self.event("started", ago: 5, "booted"), Self.event("stopped", ago: 5, "shutdown"),
            Self.event("crashed", ago: 301),
            Self.event("new_in_a_later_libvirt", ago: 1),
        ])
        #expect(quiet.first == "LIBVIRT OK: no faults in 5 min")
        #expect(
            quiet.perfdata == [
                "'events'=0;0;;0", "'crashed'=0;;;0", "'stopped'=0;;;0", "'watchdog'=0;;;0", "'guest_panic'=0;;;0",
                "'io_error'=0;;;0",
                "'memory_failure'=0;;;0",
            ])
        let faults = [
            Self.event("io_error", ago: 200, "virtio-disk0 enospc"), Self.event("crashed", ago: 100, "panicked"),
            Self.event("guest_panic", ago: 100, "panicked"), Self.event("stopped", ago: 90, "crashed", of: "a|b"),
        ]
        let report = Self.told(faults)
        #expect(report.first == "LIBVIRT WARNING: events 3: a¦b stopped (crashed) 90 s ago; web guest_panic (...")
        #expect(
            report.details == [
                "a|b stopped (crashed) 90 s ago", "web guest_panic (panicked) 100 s ago",
                "web io_error (virtio-disk0 enospc) 3.3 min ago",
            ])
        #expect(report.perfdata.prefix(3) == ["'events'=3;0;;0", "'crashed'=0;;;0", "'stopped'=1;;;0"])
        var settings = CheckSettings()
        try settings.limit(.events, warning: ["events": "10"], critical: ["guest_panic": "0"])
        #expect(Self.told(faults, settings).first.hasPrefix("LIBVIRT CRITICAL: guest_panic 1: "))
        settings = CheckSettings()
        settings.eventsWithin = 95
        #expect(Self.told(faults, settings).first.hasPrefix("LIBVIRT WARNING: events 1: "))
        settings = try .naming("web")
        settings.onMissing = .ok
        #expect(Self.told(faults, settings).first.hasPrefix("LIBVIRT WARNING: events 2: "))
    }
}
