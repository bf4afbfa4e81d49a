import Snapshot
import Testing

@testable import NagiosOutput

/// The modes about states: domains, state, autostart, expected.
@Suite struct StateModeTests {
    static func report(_ mode: CheckMode, _ guests: [DomainSample], _ settings: CheckSettings = CheckSettings())
        -> CheckReport
    {
        mode.report(SyntheticHost.input(guests), settings)
    }

    static let now = 1_700_000_000.0

    @Test(arguments: [
        ("running/booted", ServiceState.ok), ("running", .ok), ("running/crashed", .ok), ("running/postcopy", .ok),
        ("running/postcopy_failed", .critical), ("blocked/unknown", .ok), ("nostate/unknown", .unknown),
        ("nostate", .unknown),
        ("crashed/panicked", .critical),
        ("crashed", .critical), ("paused/user", .warning), ("paused/unknown", .warning),
        ("paused/from_snapshot", .warning),
        ("paused/unknown(17)", .warning), ("paused", .warning), ("paused/ioerror", .critical),
        ("paused/crashed", .critical),
        ("paused/postcopy_failed", .critical), ("paused/api_error", .critical), ("paused/watchdog", .critical),
        ("shutoff/crashed", .critical), ("shutoff/failed", .critical), ("shutoff/daemon", .critical),
        ("shutoff/shutdown", .ok),
        ("shutoff/destroyed", .ok), ("shutoff/migrated", .ok), ("shutoff/saved", .ok), ("shutoff/unknown", .ok),
        ("shutoff", .ok),
        ("pmsuspended/unknown", .warning), ("paused/migration", .ok), ("paused/save", .ok), ("paused/dump", .ok),
        ("paused/snapshot", .ok), ("paused/starting_up", .ok), ("paused/shutting_down", .ok), ("paused/postcopy", .ok),
        ("shutdown/user", .ok), ("unknown(9)", .unknown), ("", .unknown),
    ])
    func states(state: String, how: ServiceState) {
        #expect(Self.report(.state, [SyntheticHost.guest("web", state: state)]).state == how)
    }

    @Test func whatPassesByItselfMayTakeAWhile() {
        func how(_ state: String, age: Double?, grace: Double? = nil) -> ServiceState {
            var settings = CheckSettings()
            settings.grace = grace
            let guest = SyntheticHost.guest("web", state: state, since: age.map { Self.now - $0 })
            return Self.report(.state, [guest], settings).state
        }
        for state in ["paused/migration", "paused/snapshot", "shutdown/user"] {
            #expect(how(state, age: nil) == .ok)
            #expect(how(state, age: 300) == .ok)
            #expect(how(state, age: 301) == .warning)
            #expect(how(state, age: 11, grace: 10) == .warning)
            #expect(how(state, age: 301, grace: 600) == .ok)
            // the host's clock was set back
            #expect(how(state, age: -500) == .ok)
        }
        #expect(how("paused/user", age: 1, grace: 600) == .warning)
        #expect(how("paused/ioerror", age: 1, grace: 600) == .critical)
    }

    @Test func wordsOfTheFirstLine() {
        let guests = [
            SyntheticHost.guest("a"), SyntheticHost.guest("b"), SyntheticHost.guest("c", state: "shutoff/shutdown"),
        ]
        #expect(Self.report(.state, guests).first == "LIBVIRT OK: 2 running, 1 shutoff")
        let bad = SyntheticHost.guest("d", state: "paused/ioerror", since: Self.now - 200)
        let report = Self.report(.state, guests + [bad])
        #expect(report.first == "LIBVIRT CRITICAL: 1/4 guests: d paused (ioerror) for 3.3 min")
        #expect(report.details == ["CRITICAL d: paused (ioerror) for 3.3 min"])
    }

    @Test func aGuestThatIsNamedHasToRun() throws {
        let off = SyntheticHost.guest("web", state: "shutoff/shutdown")
        #expect(Self.report(.state, [off], try .naming("web")).state == .critical)
        #expect(Self.report(.state, [off], try .naming(off.identity.uuid.description)).state == .critical)
        #expect(Self.report(.state, [off], try .naming("we*")).state == .ok)
        var settings = try CheckSettings.naming("web")
        settings.stateMap = try StateMap("shutoff=ok")
        #expect(Self.report(.state, [off], settings).state == .ok)
    }

    @Test func theOperatorsMapPrevails() throws {
        var settings = CheckSettings()
        settings.stateMap = try StateMap("paused/user=ok,paused/migration=critical,running=warning,crashed=unknown")
        func how(_ state: String) -> ServiceState {
            Self.report(.state, [SyntheticHost.guest("w", state: state)], settings).state
        }
        #expect(how("paused/user") == .ok)
        #expect(how("nostate/unknown") == .unknown)
        #expect(how("paused/migration") == .critical)
        #expect(how("paused/unknown") == .warning)
        #expect(how("running/booted") == .warning)
        #expect(how("crashed/panicked") == .unknown)
    }

    @Test func aStuckGuestIsUnknown() {
        #expect(
            Self.report(.state, [SyntheticHost.guest("web", stuck: true)]).first
                == "LIBVIRT UNKNOWN: 1/1 guest: web does not answer")
        let worse = SyntheticHost.guest("web", state: "paused/ioerror", stuck: true)
        #expect(
            Self.report(.state, [worse]).first == "LIBVIRT CRITICAL: 1/1 guest: web paused (ioerror), does not answer")
    }

    @Test func counts() throws {
        let guests =
            ["running", "running", "paused/user", "shutoff", "crashed", "unknown(8)", ""].enumerated().map {
                SyntheticHost.guest("g\($0.offset)", state: $0.element)
            }
        let report = Self.report(.domains, guests)
        #expect(report.state == .ok)
        #expect(
            report.perfdata == [
                "'running'=2;;;0", "'paused'=1;;;0", "'shutoff'=1;;;0", "'crashed'=1;;;0", "'nostate'=0;;;0",
                "'blocked'=0;;;0",
                "'shutdown'=0;;;0", "'pmsuspended'=0;;;0", "'unknown'=2;;;0", "'total'=7;;;0",
            ])
        #expect(report.first.hasPrefix("LIBVIRT OK: 2 running, 1 crashed, 1 paused, 1 shutoff, "))
        var settings = CheckSettings()
        try settings.limit(.domains, warning: ["paused": "0"], critical: ["running": "5:"])
        #expect(Self.report(.domains, guests, settings).first == "LIBVIRT CRITICAL: running 2, paused 1")
        settings = CheckSettings()
        settings.onEmpty = .warning
        #expect(Self.report(.domains, [], settings).first == "LIBVIRT WARNING: there are no guests")
        settings.leastCount = 8
        #expect(Self.report(.domains, guests, settings).first == "LIBVIRT CRITICAL: 7 guests of at least 8")
    }

    @Test func autostart() throws {
        func report(_ guest: DomainSample, grace: Double? = nil) -> CheckReport {
            var settings = CheckSettings()
            settings.grace = grace
            return Self.report(.autostart, [guest], settings)
        }
        #expect(report(SyntheticHost.guest("a", autostart: true)).first == "LIBVIRT OK: 1 autostarted guest")
        #expect(report(SyntheticHost.guest("a", state: "paused/user", autostart: true)).state == .ok)
        let off = SyntheticHost.guest("a", state: "shutoff/shutdown", autostart: true, since: Self.now - 50)
        #expect(report(off).first == "LIBVIRT CRITICAL: 1/1 autostarted guest: a shutoff")
        #expect(report(off, grace: 49).state == .critical)
        #expect(report(off, grace: 50).state == .ok)
        // nobody saw when it went off
        #expect(report(SyntheticHost.guest("a", state: "shutoff", autostart: true), grace: 50).state == .critical)
        #expect(report(SyntheticHost.guest("a", state: "crashed/panicked", autostart: true)).state == .critical)
        #expect(
            report(SyntheticHost.guest("a", state: "shutoff", autostart: false)).first
                == "LIBVIRT OK: 0 autostarted guests")
        #expect(report(SyntheticHost.guest("a", state: "shutoff", autostart: nil)).state == .unknown)
        #expect(report(SyntheticHost.guest("a", state: "shutoff", autostart: nil, persistent: false)).state == .ok)
        #expect(report(SyntheticHost.guest("a", autostart: nil)).state == .ok)
    }

    /// A host that just started needs a while for its guests, whoever saw them.
    @Test func graceAfterTheHostsStart() {
        func report(_ mode: CheckMode, since: Double?, uptime: Double?) -> CheckReport {
            var settings = CheckSettings()
            settings.grace = 60
            settings.required = ["a"]
            var input = SyntheticHost.input([
                SyntheticHost.guest("a", state: "shutoff", autostart: true, since: since.map { Self.now - $0 })
            ])
            input.hostUptime = uptime
            return mode.report(input, settings)
        }
        for mode in [CheckMode.autostart, .expected] {
            #expect(report(mode, since: nil, uptime: 60).state == .ok)
            #expect(report(mode, since: 900, uptime: 30).state == .ok)
            #expect(report(mode, since: 30, uptime: 900).state == .ok)
            #expect(report(mode, since: 61, uptime: 61).state == .critical)
            #expect(report(mode, since: nil, uptime: 61).details == ["CRITICAL a: shutoff"])
            // of another machine nothing is known
            let blind = report(mode, since: nil, uptime: nil)
            #expect(blind.details == ["CRITICAL a: shutoff; since when is not known, so no grace holds"])
        }
    }

    @Test func expected() throws {
        let guests = [
            SyntheticHost.guest("web"), SyntheticHost.guest("db", state: "shutoff/shutdown", since: Self.now - 50),
            SyntheticHost.guest("mail", state: "paused/user"), SyntheticHost.guest("copy", state: "paused/migration"),
            SyntheticHost.guest("caf\u{e9}"), SyntheticHost.guest("odd", state: ""),
        ]
        func report(_ required: [String], _ forbidden: [String] = [], grace: Double? = nil, map: String? = nil) throws
            -> CheckReport
        {
            var settings = CheckSettings()
            settings.required = required
            settings.forbidden = forbidden
            settings.grace = grace
            if let map { settings.stateMap = try StateMap(map) }
            return Self.report(.expected, guests, settings)
        }
        #expect(try report(["web", "copy"]).first == "LIBVIRT OK: 2 of 2 required guests run")
        #expect(try report(["web", "gone"]).first == "LIBVIRT CRITICAL: 1/2 expected guests: gone is not there")
        #expect(try report(["db"]).first == "LIBVIRT CRITICAL: 1/1 expected guest: db shutoff")
        #expect(try report(["db"], grace: 60).state == .ok)
        #expect(try report(["db"], map: "shutoff=ok").first == "LIBVIRT OK: 0 of 1 required guests run")
        #expect(try report(["db", "web"], grace: 60).first == "LIBVIRT OK: 1 of 2 required guests run")
        #expect(try report(["mail"]).first == "LIBVIRT CRITICAL: 1/1 expected guest: mail paused")
        #expect(try report(["mail"], map: "paused/user=ok").state == .ok)
        #expect(try report(["odd"]).state == .unknown)
        #expect(try report([guests[0].identity.uuid.description]).state == .ok)
        // byte by byte
        #expect(try report(["cafe\u{301}"]).state == .critical)
        #expect(try report(["caf\u{e9}"]).state == .ok)
        #expect(try report(["we*"]).state == .critical)
        #expect(
            try report([], ["db", "gone"]).first
                == "LIBVIRT WARNING: 1/1 expected guest: db must not be there (shutoff)")
        #expect(try report([], ["gone"]).first == "LIBVIRT OK: 1 forbidden guest is not there")
        #expect(try report([], ["gone*"]).state == .ok)
        #expect(try report([], ["?*"]).state == .warning)
        #expect(
            try report(["web"], ["gone", "away"]).first
                == "LIBVIRT OK: 1 of 1 required guests run, 2 forbidden guests are not there")
        #expect(try report([]).state == .unknown)
    }

    @Test func labelsByUUID() {
        let guest = SyntheticHost.guest("a|b", uuid: 1, state: "crashed")
        var settings = CheckSettings()
        #expect(Self.report(.state, [guest]).text.contains("1/1 guest: a¦b crashed"))
        settings.label = .uuid
        #expect(
            Self.report(.state, [guest], settings).summary.hasPrefix("1/1 guest: 00000000-0000-0001-0000-000000000001 ")
        )
    }
}
