import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

/// The modes about the host and its agent: connection, collector, pool, network, host.
@Suite struct HostModeTests {
    private static func report(
        _ mode: CheckMode, _ input: CheckInput, warning: [String: String] = [:], critical: [String: String] = [:]
    ) throws -> CheckReport {
        var settings = CheckSettings()
        try settings.limit(mode, warning: warning, critical: critical)
        return mode.report(input, settings)
    }

    @Test func connection() throws {
        var input = SyntheticHost.input(SyntheticHost.snapshot([], host: [:]))
        #expect(
            try Self.report(.connection, input).first
                .hasPrefix("LIBVIRT UNKNOWN: libvirt was not asked: qemu:///system, "))
        input.answers.connectionTime = 0.0123
        let report = try Self.report(.connection, input)
        #expect(report.first == "LIBVIRT OK: answered in 12.3 ms, libvirt 11.3.0, QEMU 10.0.2")
        #expect(report.details == ["qemu:///system, libvirt 11.3.0, QEMU 10.0.2, by library 11.3.0"])
        #expect(report.perfdata == ["'time'=0.0123s;;;0"])
        #expect(try Self.report(.connection, input, warning: ["time": "10ms"]).state == .warning)
        // an agent that hangs is not what is asked for
        input.now = SyntheticHost.time(9999)
        #expect(try Self.report(.connection, input).state == .ok)
        input.answers.connectionTime = nil
        input.answers.failures = [.init(.connection, of: nil, "qemu:///system: refused")]
        #expect(try Self.report(.connection, input).state == .critical)
        input.answers.failures = []
        input.snapshot = SyntheticHost.snapshot(
            [], status: SampleStatus(isUp: false, rounds: 1, problems: [StatsFailure(.unreachable, "refused")]))
        #expect(try Self.report(.connection, input).first == "LIBVIRT CRITICAL: cannot reach libvirt: refused")
    }

    @Test func collector() throws {
        var status = SampleStatus(isUp: true, heldCalls: 2, duration: .milliseconds(25), rounds: 9)
        var input = SyntheticHost.input(SyntheticHost.snapshot([SyntheticHost.guest("a")], status: status))
        let report = try Self.report(.collector, input)
        #expect(report.first == "LIBVIRT OK: sample of 1 s ago, 1 guest, took 25 ms")
        #expect(
            report.perfdata == [
                "'age'=1s;;;0", "'stuck'=0;0;;0", "'held_calls'=2;;;0", "'errors'=0;0;;0", "'duration'=0.025s;;;0",
            ])
        input.now = SyntheticHost.time(161)
        #expect(try Self.report(.collector, input).first == "LIBVIRT CRITICAL: the sample is 61 s old")
        #expect(try Self.report(.collector, input, warning: ["age": "30"]).first == "LIBVIRT WARNING: age 61 s")
        #expect(try Self.report(.collector, input, critical: ["age": "120"]).state == .ok)
        input.daemonInterval = 30
        #expect(try Self.report(.collector, input).state == .ok)
        status.problems = [StatsFailure(.unsupported, "no such call"), StatsFailure(.late, "guest \"a\" is late")]
        input = SyntheticHost.input(SyntheticHost.snapshot([SyntheticHost.guest("a", stuck: true)], status: status))
        let bad = try Self.report(.collector, input)
        #expect(bad.first == "LIBVIRT WARNING: stuck 1, errors 1: a does not answer; guest \"a\" is late")
        #expect(bad.details == ["a does not answer", "guest \"a\" is late"])
        status.isUp = false
        input = SyntheticHost.input(SyntheticHost.snapshot([], status: status))
        #expect(try Self.report(.collector, input).first == "LIBVIRT CRITICAL: guest \"a\" is late")
    }

    private static func pool(_ state: UInt64?, autostart: UInt64? = 1, _ sizes: [UInt64?] = [1000, 700, 300])
        -> CheckInput
    {
        var fields: [String: UInt64] = [:]
        fields["PoolInfo.state"] = state
        fields["PoolGetAutostart"] = autostart
        for (name, size) in zip(["capacity", "allocation", "available"], sizes) { fields["PoolInfo.\(name)"] = size }
        return SyntheticHost.input(SyntheticHost.snapshot([], pools: ["im|ages": fields]))
    }

    @Test func pools() throws {
        let report = try Self.report(.pool, Self.pool(2))
        #expect(report.first == "LIBVIRT OK: 1 pool")
        #expect(report.perfdata == ["'im¦ages_used'=70%;80;90;0;100", "'im¦ages_free'=300B;;;0;1000"])
        #expect(try Self.report(.pool, Self.pool(2, [1000, 0, 150])).state == .warning)
        #expect(
            try Self.report(.pool, Self.pool(2, [1000, 0, 99])).first
                == "LIBVIRT CRITICAL: 1/1 pool: im¦ages used 90.1%")
        #expect(try Self.report(.pool, Self.pool(2, [1000, 850, nil])).state == .warning)
        #expect(try Self.report(.pool, Self.pool(2), critical: ["free": "301B:"]).state == .critical)
        #expect(try Self.report(.pool, Self.pool(0)).state == .critical)
        #expect(try Self.report(.pool, Self.pool(0, autostart: 0, [0, 0, 0])).perfdata.isEmpty)
        #expect(try Self.report(.pool, Self.pool(0, autostart: 0, [0, 0, 0]), warning: ["used": "9"]).state == .ok)
        #expect(
            try Self.report(.pool, Self.pool(2, [nil, nil, nil]), warning: ["used": "9"]).first
                == "LIBVIRT UNKNOWN: used is not known")
        #expect(
            try Self.report(.pool, Self.pool(0, autostart: nil)).details
                == ["UNKNOWN im|ages: is inactive, not known to be autostarted or not"])
        #expect(try Self.report(.pool, Self.pool(2, autostart: nil)).state == .ok)
        #expect(try Self.report(.pool, Self.pool(1, [0, 0, 0])).state == .ok)
        #expect(try Self.report(.pool, Self.pool(3)).first == "LIBVIRT CRITICAL: 1/1 pool: im¦ages is degraded")
        #expect(try Self.report(.pool, Self.pool(4)).state == .critical)
        #expect(try Self.report(.pool, Self.pool(7)).state == .unknown)
        #expect(try Self.report(.pool, Self.pool(nil)).state == .unknown)
        #expect(try Self.report(.pool, SyntheticHost.input([])).first == "LIBVIRT OK: 0 pools")
    }

    @Test func promisedSpace() throws {
        var input = Self.pool(2)
        input.answers.volumes = [
            .init(pool: "im|ages", name: "a", path: "/a", capacity: 900, allocation: 1),
            .init(pool: "im|ages", name: "b", path: "/b", capacity: 600, allocation: 1),
            .init(pool: "other", name: "b", path: "/b", capacity: 600, allocation: 1),
        ]
        let unread = try Self.report(.pool, input, warning: ["overcommit": "120%"])
        #expect(unread.details == ["UNKNOWN im|ages: its volumes were not read"])
        input.answers.readPools = ["im|ages"]
        let report = try Self.report(.pool, input, warning: ["overcommit": "120%"])
        #expect(report.first == "LIBVIRT WARNING: 1/1 pool: im¦ages overcommit 150%")
        #expect(report.perfdata.last == "'im¦ages_overcommit'=150%;120;;0")
        #expect(try Self.report(.pool, input).perfdata.count == 2)
        input.answers.readPools = []
        input.answers.failures = [.init(.volumes, of: "im|ages", "refused")]
        #expect(try Self.report(.pool, input, warning: ["overcommit": "120%"]).state == .unknown)
        var settings = CheckSettings()
        #expect(CheckMode.pool.needs(settings).questions.isEmpty)
        try settings.limit(.pool, warning: ["overcommit": "1"])
        #expect(CheckMode.pool.needs(settings).questions == [.volumes])
    }

    @Test func networks() throws {
        func input(_ active: UInt64?, _ autostart: UInt64?, _ leases: DirectAnswers.AddressUse? = nil) -> CheckInput {
            var fields: [String: UInt64] = ["IsPersistent": 1]
            fields["IsActive"] = active
            fields["GetAutostart"] = autostart
            var input = SyntheticHost.input(SyntheticHost.snapshot([], networks: ["default": fields]))
            input.answers.leases["default"] = leases
            return input
        }
        #expect(try Self.report(.network, input(1, 1)).first == "LIBVIRT OK: 1 network")
        #expect(
            try Self.report(.network, input(0, 1)).first
                == "LIBVIRT CRITICAL: 1/1 network: default is inactive, though autostarted")
        // once is enough
        #expect(
            try Self.report(.network, input(0, 1)).details
                == ["CRITICAL default: is inactive, though autostarted"])
        #expect(try Self.report(.network, input(0, 0)).state == .ok)
        #expect(try Self.report(.network, input(0, nil)).state == .unknown)
        #expect(try Self.report(.network, input(1, nil)).state == .ok)
        #expect(try Self.report(.network, input(nil, 1)).state == .unknown)
        #expect(
            try Self.report(.network, input(1, 1, .init(lent: 50, size: 100))).perfdata == [
                "'default_leases'=50%;90;95;0"
            ])
        #expect(try Self.report(.network, input(1, 1, .init(lent: 92, size: 100))).state == .warning)
        #expect(
            try Self.report(.network, input(1, 1, .init(lent: 100, size: 100))).first
                == "LIBVIRT CRITICAL: 1/1 network: default leases 100%")
        #expect(try Self.report(.network, input(1, 1, .init(lent: 0, size: 0))).perfdata.isEmpty)
    }

    private static let node: [String: UInt64] = [
        "virNodeInfo.cpus": 8, "virNodeInfo.memory": 1000, "virNodeMemoryStats.total": 900,
        "virNodeMemoryStats.free": 90,
        "virNodeMemoryStats.buffers": 90, "virNodeMemoryStats.cached": 270,
    ]

    private static func host(
        _ guests: [DomainSample], _ fields: [String: UInt64] = node,
        before: [String: UInt64] = ["idle": 10, "user": 0, "iowait": 0],
        cpu: [String: UInt64] = ["idle": 70, "user": 25, "iowait": 15]
    ) -> CheckInput {
        SyntheticHost.input(
            SyntheticHost.snapshot(guests, host: fields, cpu: cpu),
            before: SyntheticHost.snapshot([], at: 90, host: fields, cpu: before))
    }

    @Test func theHost() throws {
        let guests = [
            SyntheticHost.guest(
                "a", SyntheticHost.numbers(["vcpu.current": 8, "balloon.maximum": 900, "balloon.current": 1])),
            SyntheticHost.guest("b", SyntheticHost.numbers(["vcpu.current": 4, "balloon.current": 300])),
            SyntheticHost.guest("off", SyntheticHost.numbers(["vcpu.current": 99]), state: "shutoff"),
        ]
        let report = try Self.report(.host, Self.host(guests))
        #expect(report.first == "LIBVIRT OK: vcpu_ratio 1.5, memory_allocated 120%, memory_used 50%, cpu 25%")
        #expect(
            report.perfdata == [
                "'vcpu_ratio'=1.5;;;0", "'memory_allocated'=120%;;;0", "'memory_used'=50%;;;0;100", "'cpu'=25%;;;0;100",
            ])
        #expect(
            try Self.report(.host, Self.host(guests), warning: ["vcpu_ratio": "1"], critical: ["cpu": "20"]).first
                == "LIBVIRT CRITICAL: cpu 25%, vcpu_ratio 1.5")
        var newer = Self.node
        newer["virNodeMemoryStats.available"] = 90
        #expect(try Self.report(.host, Self.host([], newer)).perfdata.contains("'memory_used'=90%;;;0;100"))
        #expect(try Self.report(.host, SyntheticHost.input([])).first == "LIBVIRT UNKNOWN: the host was not read")
    }

    @Test func whatIsNotKnownOfTheHost() throws {
        let silent = try Self.report(
            .host,
            Self.host([SyntheticHost.guest("a")], ["virNodeInfo.cpus": 8], cpu: ["idle": 10, "user": 0, "iowait": 0]))
        #expect(silent.perfdata.isEmpty)
        #expect(silent.details == ["a does not tell its vcpu.current", "a does not tell its balloon.maximum"])
        let none = try Self.report(.host, Self.host([], Self.node, before: [:]))
        #expect(!none.perfdata.contains { $0.contains("cpu'") })
        #expect(none.perfdata.contains("'vcpu_ratio'=0;;;0"))
        // what a range is given for is not to pass for well
        let limited = try Self.report(.host, Self.host([], Self.node, before: [:]), critical: ["cpu": "90"])
        #expect(limited.first == "LIBVIRT UNKNOWN: cpu is not known")
        let pages = try Self.report(.host, Self.host([]), warning: ["hugepages_used": "80"])
        #expect(pages.first == "LIBVIRT UNKNOWN: hugepages_used is not known")
    }

    @Test func hugePages() throws {
        var input = Self.host([])
        input.answers.hugePages = [
            .init(size: 2_097_152, total: 100, free: 25), .init(size: 1_073_741_824, total: nil, free: 4),
            .init(size: 4096, total: 0, free: 0),
        ]
        let report = try Self.report(.host, input, warning: ["hugepages_used": "70"])
        #expect(report.first == "LIBVIRT WARNING: 1/3 page sizes: pages 2 MiB hugepages_used 75%")
        #expect(report.perfdata.filter { $0.contains("hugepages") } == ["'pages_2 MiB_hugepages_used'=75%;70;;0;100"])
        #expect(CheckMode.host.needs(CheckSettings()).questions == [.hugePages])
    }
}
