import Catalogue
import Exposition
import PrometheusOutput
import Snapshot
import TestSnapshots
import Testing

@Suite("Page")
struct PageTests {
    private func page(
        _ snapshot: Snapshot, exportsUnknown: Bool = false, report: SelfReport = SyntheticSnapshot.report
    ) throws -> Exposition {
        let bytes = PrometheusPage(exportsUnknown: exportsUnknown).render(snapshot, report: report)
        return try Exposition(try #require(String(validating: bytes, as: UTF8.self)))
    }

    static let hostileNames = [
        "plain", "two words", "quo\"te", "back\\slash", "trailing\\", "new\nline", "ünïcödé 日本 🙂", "a|b;c{d}e<f>",
        "} 1\nlibvirt_up 0", "\\n", String(repeating: "x", count: 100), "\u{202e}rtl", "a,b=\"c\"", "\u{1}\u{7f}",
    ]

    @Test(arguments: hostileNames)
    func hostileNamesComeThrough(name: String) throws {
        var facts = DomainFacts()
        facts.title = name
        facts.nova = .init()
        facts.nova?.projectName = name
        facts.disks = [.init(target: name)]
        let domain = SyntheticSnapshot.domain(
            name, [("block.0.name", .string(name)), ("block.0.rd.bytes", .unsigned(5)), ("cpu.time", .unsigned(1))],
            facts: facts)
        let page = try page(SyntheticSnapshot.of([domain]))
        #expect(page.value("libvirt_domain_info_cpu_time_seconds_total", ["domain": name]) == 1e-9)
        #expect(
            page.value("libvirt_domain_block_stats_read_bytes_total", ["domain": name, "target_device": name]) == 5)
        #expect(page.series("libvirt_domain_info").first?.labels["title"] == name)
        #expect(page.value("libvirt_up") == 1)
    }

    @Test func namesThatClashAreToldApart() throws {
        let page = try page(SyntheticSnapshot.of(["a", "a", ""].map { SyntheticSnapshot.domain($0) }))
        #expect(page.series("libvirt_domain_info").map { $0.labels["domain"] } == ["a", "a#1", "#2"])
    }

    @Test func nothingIsWrittenForAbsentValues() throws {
        let page = try page(SyntheticSnapshot.of([SyntheticSnapshot.domain("a")]))
        let names = Set(page.samples.filter { $0.labels["domain"] != nil }.map(\.name))
        #expect(names == ["libvirt_domain_id", "libvirt_domain_info", "libvirt_domain_sample_age_seconds"])
    }

    @Test func whatACollectorBringsGoesWithIt() throws {
        let domain = DomainSample(
            identity: DomainIdentity(name: "a", uuid: .init(high: 1, low: 1), id: 1), state: nil,
            isAutostarted: true, isPersistent: true, facts: Shared(DomainFacts()), values: ValueSet(), sampledAt: nil)
        let on = try page(SyntheticSnapshot.of([domain]))
        #expect(on.value("libvirt_domain_autostart", ["domain": "a"]) == 1)
        #expect(!on.series("libvirt_domain_info").isEmpty)
        let off = try page(SyntheticSnapshot.of([domain], off: [.info, .state]))
        #expect(!off.samples.contains { $0.labels["domain"] == "a" })
    }

    @Test func eventsAndRunsAreTold() throws {
        var events = DomainEvents()
        events.record(.started, at: 1_700_000_000.25)
        events.record(.ioError, at: 1_700_000_001)
        let domain = DomainSample(
            identity: DomainIdentity(name: "a", uuid: .init(high: 1, low: 1), id: 7), state: nil, isAutostarted: nil,
            isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: nil, startedAt: 1_700_000_000.25,
            stateChangedAt: 1_700_000_002, events: events)
        let page = try page(SyntheticSnapshot.of([domain]))
        #expect(page.value("libvirt_domain_events_total", ["domain": "a", "event": "io_error"]) == 1)
        #expect(page.value("libvirt_domain_start_time_seconds", ["domain": "a"]) == 1_700_000_000.25)
        #expect(page.value("libvirt_domain_state_change_time_seconds", ["domain": "a"]) == 1_700_000_002)
        #expect(page.value("libvirt_domain_id", ["domain": "a"]) == 7)
    }

    @Test func jobsAreToldWithTheirDomain() throws {
        func job(_ prefix: String, _ elapsed: UInt64, error: String? = nil, endedAt: Double? = nil) -> DomainJob {
            var builder = ValueSetBuilder()
            builder.add("\(prefix).time_elapsed", .unsigned(elapsed))
            builder.add("\(prefix).brand_new", .unsigned(9))
            return DomainJob(
                operation: "dump", type: "\(prefix)-type", error: error, endedAt: endedAt, values: builder.finish())
        }
        func domain(_ name: String, _ number: UInt64, _ jobs: DomainJobs) -> DomainSample {
            DomainSample(
                identity: DomainIdentity(name: name, uuid: .init(high: 1, low: number), id: 7), state: nil,
                isAutostarted: nil, isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: nil, jobs: jobs)
        }
        let domains = [
            domain("a", 1, DomainJobs(current: job("job", 1500))), domain("b", 2, DomainJobs()),
            domain("c", 3, DomainJobs(last: job("last-job", 20, error: "out \"of\" space", endedAt: 1_700_000_000.5))),
        ]
        let page = try page(SyntheticSnapshot.of(domains))
        let current = page.series("libvirt_domain_job_info_time_elapsed_seconds")
        #expect(current.map(\.labels) == [["domain": "a"]] && current.map(\.value) == [1.5])
        let last = page.series("libvirt_domain_last_job_info_time_elapsed_seconds")
        #expect(last.map(\.labels) == [["domain": "c"]] && last.map(\.value) == [0.02])
        #expect(
            page.series("libvirt_domain_job_info").map(\.labels) == [
                ["domain": "a", "operation": "dump", "type": "job-type"]
            ])
        #expect(
            page.series("libvirt_domain_last_job_info").map(\.labels) == [
                ["domain": "c", "operation": "dump", "type": "last-job-type", "error": "out \"of\" space"]
            ])
        #expect(page.value("libvirt_domain_last_job_end_time_seconds", ["domain": "c"]) == 1_700_000_000.5)
    }

    @Test func onlyAStuckDomainIsSaidToBe() throws {
        let well = SyntheticSnapshot.domain("well")
        let stuck = DomainSample(
            identity: DomainIdentity(name: "stuck", uuid: .init(high: 1, low: 1), id: 1), state: nil,
            isAutostarted: nil, isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: nil, isStuck: true)
        let page = try page(SyntheticSnapshot.of([stuck, well]))
        #expect(page.series("libvirt_domain_stuck").map(\.labels) == [["domain": "stuck"]])
    }

    @Test func beforeTheFirstSample() throws {
        let page = try page(SyntheticSnapshot.of([], generation: 0, isUp: false))
        #expect(page.value("libvirt_up") == 0)
        #expect(page.series("virtpulse_sample_age_seconds").isEmpty)
        #expect(page.series("libvirt_domains").isEmpty)
    }

    @Test(arguments: [
        ("cpu.time", FieldValue.unsigned(1_234_567_890), "libvirt_domain_info_cpu_time_seconds_total", 1.23456789),
        ("cpu.time", .unsigned(0), "libvirt_domain_info_cpu_time_seconds_total", 0),
        ("balloon.current", .unsigned(8192), "libvirt_domain_memory_stats_actual_balloon_bytes", 8_388_608),
        ("balloon.current", .unsigned(.max), "libvirt_domain_memory_stats_actual_balloon_bytes", 0x1p74),
        ("dirtyrate.megabytes_per_second", .signed(-1), "libvirt_domain_dirtyrate_bytes_per_second", -1_048_576),
        ("dirtyrate.calc_start_time", .signed(17), "libvirt_domain_dirtyrate_calc_start_timestamp_seconds", 17),
        ("vcpu.current", .unsigned(.max), "libvirt_domain_info_virtual_cpus", 0x1p64),
    ])
    func unitsAreBaseUnits(field: String, value: FieldValue, name: String, expected: Double) throws {
        let page = try page(SyntheticSnapshot.of([SyntheticSnapshot.domain("a", [(field, value)])]))
        #expect(page.value(name, ["domain": "a"]) == expected)
    }

    @Test func statesAreASet() throws {
        let paused = NamedState(number: 3, name: "paused", reason: "ioerror")
        let strange = NamedState(number: 42, name: "unknown(42)", reason: nil)
        let page = try page(
            SyntheticSnapshot.of([
                SyntheticSnapshot.domain("a", state: paused), SyntheticSnapshot.domain("b", state: strange),
            ]))
        for state in Catalogue.domainStates {
            #expect(page.value("libvirt_domain_state", ["domain": "a", "state": state]) == (state == "paused" ? 1 : 0))
            #expect(page.value("libvirt_domain_state", ["domain": "b", "state": state]) == 0)
        }
        #expect(page.value("libvirt_domain_state", ["domain": "b", "state": "unknown(42)"]) == 1)
        #expect(
            page.series("libvirt_domain_state_reason_info").map(\.labels)
                == [["domain": "a", "state": "paused", "reason": "ioerror"]])
    }

    @Test func histogramsAreCumulative() throws {
        let prefix = "block.0.latency_histogram.write.bin"
        let page = try page(
            SyntheticSnapshot.of([
                SyntheticSnapshot.domain(
                    "a",
                    [
                        ("block.0.name", .string("vda")), ("\(prefix).0.start", .unsigned(0)),
                        ("\(prefix).0.value", .unsigned(2)), ("\(prefix).1.start", .unsigned(10_000)),
                        ("\(prefix).1.value", .unsigned(0)), ("\(prefix).2.start", .unsigned(1_000_000)),
                        ("\(prefix).2.value", .unsigned(5)),
                    ])
            ]))
        let name = "libvirt_domain_block_write_latency_seconds"
        #expect(page.types[name] == "histogram")
        let disk = ["domain": "a", "target_device": "vda"]
        let buckets = page.series(name + "_bucket").map { ($0.labels["le"], $0.value) }
        #expect(buckets.map(\.0) == ["0.00001", "0.001", "+Inf"])
        #expect(buckets.map(\.1) == [2, 2, 7])
        #expect(page.value(name + "_count", disk) == 7)
        // libvirt does not tell the sum
        #expect(page.series(name + "_sum").isEmpty)
    }

    @Test func unknownFieldsAreThereWhenAskedFor() throws {
        let domain = SyntheticSnapshot.domain(
            "a",
            [("cpu.new", .unsigned(3)), ("cpu.new", .unsigned(4)), ("cpu.text", .string("x")), ("n.t", .boolean(true))])
        let snapshot = SyntheticSnapshot.of([domain])
        #expect(try page(snapshot).series("libvirt_domain_stat").isEmpty)
        let page = try page(snapshot, exportsUnknown: true)
        #expect(page.types["libvirt_domain_stat"] == "untyped")
        #expect(page.value("libvirt_domain_stat", ["domain": "a", "field": "cpu.new"]) == 3)
        #expect(page.value("libvirt_domain_stat", ["domain": "a", "field": "n.t"]) == 1)
        #expect(page.series("libvirt_domain_stat").count == 2)
    }

    @Test func agesAreOfTheRequest() throws {
        let output = PrometheusPage(exportsUnknown: false)
        let snapshot = SyntheticSnapshot.of([SyntheticSnapshot.domain("a")])
        for (time, age) in [(Duration.seconds(1), 0.0), (.seconds(4), 3), (.milliseconds(1500), 0.5)] {
            let bytes = output.render(snapshot, report: SelfReportFixture.at(time))
            let page = try Exposition(String(decoding: bytes, as: UTF8.self))
            #expect(page.value("libvirt_domain_sample_age_seconds", ["domain": "a"]) == age)
            #expect(page.value("virtpulse_sample_age_seconds") == age)
        }
    }

    @Test func aNewSnapshotIsANewPage() throws {
        let output = PrometheusPage(exportsUnknown: false)
        for generation in 1...3 as ClosedRange<UInt64> {
            let domain = SyntheticSnapshot.domain("a", [("vcpu.current", .unsigned(generation))])
            let bytes = output.render(
                SyntheticSnapshot.of([domain], generation: generation), report: SyntheticSnapshot.report)
            let page = try Exposition(String(decoding: bytes, as: UTF8.self))
            #expect(page.value("libvirt_domain_info_virtual_cpus", ["domain": "a"]) == Double(generation))
        }
    }

    @Test func callsAreHistograms() throws {
        var calls = CallStatistics()
        calls.count(.microseconds(50), failed: false)
        calls.count(.milliseconds(2), failed: true)
        calls.count(.seconds(60), failed: false)
        let report = SelfReportFixture.at(.seconds(1), calls: ["DomainGetInfo": calls])
        let page = try page(SyntheticSnapshot.of([]), report: report)
        let name = "virtpulse_libvirt_call_duration_seconds"
        let call = ["call": "DomainGetInfo"]
        #expect(page.value(name + "_count", call) == 3)
        #expect(page.value(name + "_sum", call) == 60.00205)
        #expect(page.value(name + "_bucket", ["call": "DomainGetInfo", "le": "0.0001"]) == 1)
        #expect(page.value(name + "_bucket", ["call": "DomainGetInfo", "le": "10"]) == 2)
        #expect(page.value("virtpulse_libvirt_call_failures_total", call) == 1)
    }
}
