import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

/// The modes about what guests do: cpu, memory, balloon, disk, io-error, net.
@Suite struct GuestModeTests {
    private static func report(
        _ mode: CheckMode, _ input: CheckInput, warning: [String: String] = [:], critical: [String: String] = [:],
        _ change: (inout CheckSettings) -> Void = { _ in }
    ) throws -> CheckReport {
        var settings = CheckSettings()
        try settings.limit(mode, warning: warning, critical: critical)
        change(&settings)
        return mode.report(input, settings)
    }

    private static let second: UInt64 = 1_000_000_000

    private static func cpu(_ used: UInt64, _ more: [String: UInt64] = ["vcpu.current": 2]) -> CheckInput {
        let start: [String: UInt64] = ["cpu.time": 5, "vcpu.0.delay": 1, "vcpu.1.delay": 2, "vcpu.0.wait": 0]
        let end: [String: UInt64] = [
            "cpu.time": 5 + used, "vcpu.0.delay": 1 + second, "vcpu.1.delay": 2 + second, "vcpu.0.wait": second,
        ]
        return SyntheticHost.pair("web", start.merging(more) { $1 }, end.merging(more) { $1 })
    }

    @Test func processors() throws {
        let report = try Self.report(.cpu, Self.cpu(10 * Self.second))
        #expect(report.first == "LIBVIRT OK: 1 guest")
        #expect(report.perfdata == ["'web_used'=50%;90;95;0", "'web_steal'=10%;;;0", "'web_wait'=5%;;;0"])
        #expect(try Self.report(.cpu, Self.cpu(18 * Self.second + Self.second / 10)).state == .warning)
        #expect(try Self.report(.cpu, Self.cpu(20 * Self.second)).first == "LIBVIRT CRITICAL: 1/1 guest: web used 100%")
        #expect(try Self.report(.cpu, Self.cpu(0), warning: ["steal": "5"]).state == .warning)
        // a driver that tells nothing of it
        let silent = SyntheticHost.pair(
            "web", ["cpu.time": 0, "vcpu.current": 1], ["cpu.time": 1, "vcpu.current": 1])
        #expect(
            try Self.report(.cpu, silent, critical: ["steal": "0", "wait": "0"]).first
                == "LIBVIRT UNKNOWN: steal is not known, wait is not known")
        // how many it has is not known
        #expect(try Self.report(.cpu, Self.cpu(20 * Self.second, [:])).perfdata.isEmpty)
        #expect(try Self.report(.cpu, Self.cpu(20 * Self.second, ["vcpu.current": 0])).perfdata.isEmpty)
    }

    @Test func processorsOfTheHost() throws {
        var input = Self.cpu(20 * Self.second)
        #expect(try Self.report(.cpu, input) { $0.cpuBase = .host }.perfdata.isEmpty)
        input.snapshot = SyntheticHost.snapshot(input.snapshot.domains, host: ["virNodeInfo.cpus": 8])
        #expect(try Self.report(.cpu, input) { $0.cpuBase = .host }.perfdata.first == "'web_used'=25%;90;95;0")
        var settings = CheckSettings()
        #expect(CheckMode.cpu.needs(settings).collectors == [.state, .cpuTotal, .vcpu])
        settings.cpuBase = .host
        #expect(CheckMode.cpu.needs(settings).collectors == [.state, .cpuTotal, .vcpu, .host])
        #expect(CheckMode.cpu.needs(settings).needsRates)
    }

    @Test func guestsWithoutRates() throws {
        let fields = SyntheticHost.numbers(["cpu.time": 50, "vcpu.current": 1])
        let now = SyntheticHost.guest("web", fields)
        func first(_ now: DomainSample, _ before: [DomainSample]?) throws -> CheckReport {
            try Self.report(.cpu, SyntheticHost.input([now], before: before)) { $0.verbosity = 1 }
        }
        #expect(try first(now, nil).first == "LIBVIRT UNKNOWN: 1/1 guest: web has no second sample")
        #expect(try first(now, []).details == ["OK web: has no second sample yet"])
        // it was started anew in between
        #expect(try first(now, [SyntheticHost.guest("web", fields, id: 7, at: 90)]).state == .ok)
        // another guest by that name
        #expect(try first(now, [SyntheticHost.guest("web", fields, uuid: 5, at: 90)]).perfdata.isEmpty)
        let before = [SyntheticHost.guest("web", fields, at: 90)]
        let stuck = SyntheticHost.guest("web", fields, stuck: true, at: 40)
        var input = SyntheticHost.input([stuck], before: before)
        // since when nobody knows who asked libvirt just now
        #expect(try Self.report(.cpu, input).first == "LIBVIRT UNKNOWN: 1/1 guest: web does not answer")
        input.daemonInterval = 10
        #expect(try Self.report(.cpu, input).first == "LIBVIRT UNKNOWN: 1/1 guest: web does not answer")
        #expect(
            try first(SyntheticHost.guest("web", fields, stuck: true, at: nil), before).first
                == "LIBVIRT UNKNOWN: 1/1 guest: web does not answer")
        #expect(
            try first(SyntheticHost.guest("web", fields, at: nil), before).first
                == "LIBVIRT UNKNOWN: 1/1 guest: web was not read")
        // busy with a job for a round
        #expect(try first(SyntheticHost.guest("web", fields, at: 90), before).state == .ok)
        #expect(
            try first(SyntheticHost.guest("web", fields, at: 39), before).first
                == "LIBVIRT UNKNOWN: 1/1 guest: web was not read for 62 s")
        // a counter that fell is none that rose
        let lower = SyntheticHost.guest("web", SyntheticHost.numbers(["cpu.time": 49, "vcpu.current": 1]))
        #expect(try first(lower, before).perfdata.isEmpty)
        // one that is off is not looked at
        #expect(try first(SyntheticHost.guest("web", state: "shutoff"), before).first == "LIBVIRT OK: 0 guests")
    }

    @Test func memory() throws {
        func report(_ fields: [String: UInt64]) throws -> CheckReport {
            try Self.report(.memory, SyntheticHost.pair("web", [:], fields))
        }
        #expect(
            try report(["balloon.available": 1000, "balloon.usable": 250, "balloon.unused": 1, "balloon.rss": 2])
                .perfdata
                == ["'web_used'=75%;90;95;0;100", "'web_rss'=2048B;;;0"])
        #expect(
            try report(["balloon.available": 1000, "balloon.unused": 60]).first
                == "LIBVIRT WARNING: 1/1 guest: web used 94%")
        #expect(try report(["balloon.available": 1000, "balloon.usable": 0]).state == .critical)
        #expect(
            try report(["balloon.available": 1000, "balloon.usable": 2000]).perfdata == ["'web_used'=0%;90;95;0;100"])
        for fields: [String: UInt64] in [
            [:], ["balloon.available": 0, "balloon.usable": 0], ["balloon.usable": 5], ["balloon.available": 5],
        ] {
            #expect(try report(fields).first == "LIBVIRT UNKNOWN: no guest tells its use of memory")
        }
        #expect(try Self.report(.memory, SyntheticHost.input([])).state == .ok)
        let both = SyntheticHost.input(
            [
                SyntheticHost.guest("a"),
                SyntheticHost.guest("b", SyntheticHost.numbers(["balloon.available": 4, "balloon.unused": 2])),
            ], before: [])
        #expect(try Self.report(.memory, both).first == "LIBVIRT OK: 2 guests")
    }

    @Test func memoryRates() throws {
        let input = SyntheticHost.pair(
            "web", ["balloon.major_fault": 10, "balloon.swap_in": 0, "balloon.swap_out": 7],
            [
                "balloon.major_fault": 60, "balloon.swap_in": 20, "balloon.swap_out": 7, "balloon.available": 4,
                "balloon.unused": 4,
            ])
        let report = try Self.report(.memory, input, critical: ["swap_in": "1KiB"])
        #expect(report.state == .critical)
        #expect(
            report.perfdata == [
                "'web_used'=0%;90;95;0;100", "'web_major_faults'=5;;;0", "'web_swap_in'=2048;;1024;0",
                "'web_swap_out'=0;;;0",
            ])
        let single = SyntheticHost.input(input.snapshot.domains)
        #expect(try Self.report(.memory, single, critical: ["swap_in": "1KiB"]).state == .unknown)
        #expect(
            try Self.report(.memory, single).first == "LIBVIRT UNKNOWN: 1/1 guest: web has no second sample")
        #expect(try Self.report(.memory, single) { $0.perfdata = .none }.state == .ok)
        var settings = CheckSettings()
        #expect(CheckMode.memory.needs(settings).needsRates)
        settings.perfdata = .summary
        #expect(!CheckMode.memory.needs(settings).needsRates)
        try settings.limit(.memory, warning: ["swap_out": "0"])
        #expect(CheckMode.memory.needs(settings).needsRates)
    }

    @Test func balloon() throws {
        func report(_ fields: [String: UInt64], warning: [String: String] = [:]) throws -> CheckReport {
            try Self.report(.balloon, SyntheticHost.pair("web", [:], fields), warning: warning)
        }
        let fields: [String: UInt64] = [
            "balloon.current": 50, "balloon.maximum": 200, "balloon.last-update": 1_699_999_940,
        ]
        #expect(try report(fields).perfdata == ["'web_current'=25%;;;0;100", "'web_age'=60s;;;0"])
        #expect(try report(fields, warning: ["current": "50:"]).state == .warning)
        #expect(try report(fields, warning: ["age": "30"]).first == "LIBVIRT WARNING: 1/1 guest: web age 60 s")
        let silent: [String: UInt64] = ["balloon.current": 1, "balloon.maximum": 1, "balloon.last-update": 0]
        #expect(try report(silent).perfdata.count == 1 && report(silent).state == .ok)
        #expect(try report(silent, warning: ["age": "60"]).first == "LIBVIRT UNKNOWN: age is not known")
        #expect(try report(["balloon.current": 1]).state == .unknown)
        #expect(try report(["balloon.current": 1, "balloon.maximum": 0]).state == .unknown)
    }

    private static let diskBefore: [String: UInt64] = [
        "block.count": 2, "block.0.rd.reqs": 100, "block.0.rd.bytes": 0, "block.0.rd.times": 500, "block.0.wr.reqs": 5,
        "block.0.wr.bytes": 0, "block.0.wr.times": 9, "block.0.fl.reqs": 1, "block.0.fl.times": 1, "block.1.rd.reqs": 1,
    ]
    private static let diskNow: [String: UInt64] = [
        "block.count": 2, "block.0.rd.reqs": 150, "block.0.rd.bytes": 40_960, "block.0.rd.times": 1_000_000_500,
        "block.0.wr.reqs": 5, "block.0.wr.bytes": 0, "block.0.wr.times": 9, "block.0.fl.reqs": 3,
        "block.0.fl.times": 2_001,
        "block.0.allocation": 30, "block.0.capacity": 40, "block.1.rd.reqs": 1, "block.1.allocation": 5,
        "block.1.capacity": 0,
    ]

    @Test func disks() throws {
        let input = SyntheticHost.pair("web", Self.diskBefore, Self.diskNow)
        let report = try Self.report(.disk, input)
        #expect(report.first == "LIBVIRT OK: 2 disks")
        #expect(
            report.perfdata == [
                "'web_vda_read'=4096;;;0", "'web_vda_write'=0;;;0", "'web_vda_read_ops'=5;;;0",
                "'web_vda_write_ops'=0;;;0",
                "'web_vda_read_latency'=0.02s;;;0", "'web_vda_flush_latency'=0.000001s;;;0",
                "'web_vda_allocation'=75%;;;0",
                "'web_vdb_read_ops'=0;;;0",
            ])
        #expect(
            try Self.report(.disk, input, warning: ["read_latency": "10ms"]).first
                == "LIBVIRT WARNING: 1/2 disks: web vda read_latency 20 ms")
        #expect(try Self.report(.disk, input, critical: ["allocation": "70%"]).state == .critical)
        // without requests there is no latency, which is not the same as one that nobody tells
        #expect(try Self.report(.disk, input, critical: ["write_latency": "0"]).state == .ok)
        let untimed = SyntheticHost.pair(
            "web", ["block.count": 1, "block.0.wr.reqs": 1], ["block.count": 1, "block.0.wr.reqs": 2])
        #expect(
            try Self.report(.disk, untimed, critical: ["write_latency": "9"]).first
                == "LIBVIRT UNKNOWN: write_latency is not known")
        let started = SyntheticHost.input(input.snapshot.domains, before: [])
        #expect(try Self.report(.disk, started, critical: ["read": "1"]).state == .ok)
        // what one sample tells is told, but nothing passes for well that takes two
        let single = SyntheticHost.input(input.snapshot.domains)
        #expect(try Self.report(.disk, single).perfdata == ["'web_vda_allocation'=75%;;;0"])
        #expect(
            try Self.report(.disk, single, critical: ["write": "1"]).details == [
                "UNKNOWN web vda: has no second sample", "UNKNOWN web vdb: has no second sample",
            ])
        #expect(try Self.report(.disk, single, critical: ["allocation": "70%"]).state == .critical)
        #expect(try Self.report(.disk, single, warning: ["allocation": "80%"]) { $0.perfdata = .none }.state == .ok)
        var settings = CheckSettings()
        settings.perfdata = .none
        try settings.limit(.disk, warning: ["allocation": "70%"])
        #expect(!CheckMode.disk.needs(settings).needsRates)
        #expect(CheckMode.disk.needs(CheckSettings()).needsRates)
    }

    @Test func diskErrors() throws {
        let guests = [
            SyntheticHost.guest("a", state: "paused/unknown"), SyntheticHost.guest("b"),
            SyntheticHost.guest("off", state: "shutoff"),
        ]
        var input = SyntheticHost.input(guests)
        #expect(try Self.report(.ioError, input).first == "LIBVIRT UNKNOWN: 2/2 guests: a was not read; b was not read")
        for guest in guests { input.answers.diskErrors[guest.identity.uuid] = [] }
        #expect(try Self.report(.ioError, input).first == "LIBVIRT OK: 2 guests")
        input.answers.diskErrors[guests[0].identity.uuid] = [("vda", 1), ("vdb", 2), ("vdc", 0), ("vdd", 9)]
        let report = try Self.report(.ioError, input)
        #expect(report.first == "LIBVIRT CRITICAL: 1/2 guests: a vda has I/O errors, vdb has no space, vdd ha...")
        #expect(report.details == ["CRITICAL a: vda has I/O errors, vdb has no space, vdd has error 9"])
        // QEMU tells them still when the guest was resumed and does well
        input.answers.diskErrors = [guests[0].identity.uuid: [], guests[1].identity.uuid: [("vda", 1), ("vdb", 2)]]
        var settings = CheckSettings()
        settings.verbosity = 1
        let resumed = CheckMode.ioError.report(input, settings)
        #expect(resumed.state == .ok)
        #expect(
            resumed.details.contains(
                "OK b: vda had I/O errors before it was resumed, vdb had no space before it was resumed"))
        func paused(_ reason: String) -> CheckInput {
            var input = SyntheticHost.input([SyntheticHost.guest("a", state: "paused/\(reason)")])
            input.answers.diskErrors[guests[0].identity.uuid] = []
            return input
        }
        #expect(try Self.report(.ioError, paused("ioerror")).first == "LIBVIRT CRITICAL: 1/1 guest: a paused (ioerror)")
        #expect(try Self.report(.ioError, paused("user")).state == .ok)
        #expect(
            try Self.report(.ioError, SyntheticHost.input([SyntheticHost.guest("a", stuck: true)])).state == .unknown)
        #expect(CheckMode.ioError.needs(CheckSettings()).questions == [.diskErrors])
    }

    @Test func interfaces() throws {
        let before: [String: UInt64] = [
            "net.count": 2, "net.0.rx.bytes": 0, "net.0.tx.bytes": 5, "net.0.rx.pkts": 1, "net.0.rx.errs": 1,
            "net.0.tx.errs": 0,
            "net.0.rx.drop": 0, "net.1.rx.drop": 5,
        ]
        var now = before
        now["net.0.rx.bytes"] = 10_240
        now["net.0.rx.pkts"] = 101
        let quiet = try Self.report(.net, SyntheticHost.pair("web", before, now))
        #expect(quiet.first == "LIBVIRT OK: 2 interfaces")
        #expect(
            quiet.perfdata == [
                "'web_vnet0_rx'=1024;;;0", "'web_vnet0_tx'=0;;;0", "'web_vnet0_rx_packets'=10;;;0",
                "'web_vnet0_errors'=0;0;;0",
                "'web_vnet0_drops'=0;0;;0", "'web_vnet1_drops'=0;0;;0",
            ])
        now["net.0.rx.errs"] = 6
        now["net.1.rx.drop"] = 25
        let bad = try Self.report(.net, SyntheticHost.pair("web", before, now), critical: ["drops": "1"])
        #expect(bad.first == "LIBVIRT CRITICAL: 2/2 interfaces: web vnet1 drops 2/s; web vnet0 errors 0.5/s")
        #expect(
            try Self.report(.net, SyntheticHost.pair("web", before, now), warning: ["drops": "9", "errors": "9"]).state
                == .ok)
    }

    /// It is there, but what was asked of it is not known.
    @Test(arguments: CheckMode.all.filter(\.isOfRunning).map(\.name)) func aGuestThatIsNamedAndOff(name: String) throws
    {
        let mode = try #require(CheckMode(named: name))
        let guests = [SyntheticHost.guest("off", state: "shutoff/shutdown")]
        var settings = try CheckSettings.naming("off")
        let report = mode.report(SyntheticHost.input(guests, before: guests), settings)
        #expect(report.state == .unknown && report.details == ["UNKNOWN off: shutoff, not measured"])
        for state in ServiceState.allCases {
            settings.onMissing = state
            #expect(mode.report(SyntheticHost.input(guests, before: guests), settings).state == state)
        }
        for other in ["of*", "*"] {
            #expect(try mode.report(SyntheticHost.input(guests, before: guests), .naming(other)).state == .ok)
        }
        settings = CheckSettings()
        settings.selection = try GuestSelection(names: ["off"], expressions: [], excluded: ["o*"], metadata: [])
        #expect(mode.report(SyntheticHost.input(guests, before: guests), settings).state == .ok)
    }

    @Test func modesOfGuestsThatRun() {
        #expect(
            CheckMode.all.filter(\.isOfRunning).map(\.name) == [
                "cpu", "memory", "balloon", "disk", "io-error", "net", "job", "block-job", "agent", "guest-fs",
            ])
    }

    @Test func hostileNames() throws {
        for name in ["a|b", "a\nb", "it's=x", "\u{202e}evil", "🙂", String(repeating: "n", count: 65_536), ""] {
            let fields = SyntheticHost.named(Self.diskNow)
            let input = SyntheticHost.input(
                [SyntheticHost.guest(name, fields)],
                before: [SyntheticHost.guest(name, SyntheticHost.named(Self.diskBefore), at: 90)])
            let text = try Self.report(.disk, input, warning: ["read": "0"]).text
            #expect(text.split(separator: "\n").count == 2)
            #expect(text.filter { $0 == "|" }.count == 1)
            #expect(text.hasPrefix("LIBVIRT WARNING: 1/2 disks: "))
        }
    }
}
