import Catalogue
import Snapshot
import Testing

@testable import CollectdOutput

/// The lines of a sample.
@Suite struct LinesTests {
    private func settings(_ change: (inout CollectdSettings) -> Void) -> CollectdSettings {
        var settings = CollectdSettings()
        change(&settings)
        return settings
    }

    /// Identifiers and values of a guest's lines.
    private func told(
        _ settings: CollectdSettings, _ guests: DomainSample..., details: [DomainIdentity.UUID: GuestDetails] = [:]
    ) throws -> [String] {
        var report = CollectdReport(settings, interval: 10)
        // the guests come later, with all that is news of them
        _ = report.lines(of: SyntheticHost.sample([], at: 0))
        let bytes = report.lines(of: SyntheticHost.sample(guests, details: details))
        return try CollectdLine.lines(bytes).filter { $0.command == "PUTVAL" }.map {
            "\($0.identifier) \($0.values.joined(separator: ":"))"
        }
    }

    private static let defaults = [
        "web 1/virt/virt_cpu_total 123456789012", "web 1/virt/memory-total 1073741824",
        "web 1/virt/disk_ops-vda 30:31", "web 1/virt/disk_octets-vda 32:33", "web 1/virt/if_octets-vnet0 20:21",
        "web 1/virt/if_packets-vnet0 22:23", "web 1/virt/if_errors-vnet0 24:25", "web 1/virt/if_dropped-vnet0 26:27",
    ]

    @Test func aLineToTheByte() {
        var report = CollectdReport(CollectdSettings(), interval: 10)
        let bytes = report.lines(of: SyntheticHost.sample([SyntheticHost.guest("web 1")]))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(
            lines.first == "PUTVAL \"web 1/virt/virt_cpu_total\" interval=10.000 1700000010.000:123456789012")
        #expect(lines.count == 8)
    }

    /// Rates over a moment are none, and rrdtool refuses a second value in a second; a clock that was set back by much
    /// starts anew.
    @Test func timesAreHalfAnIntervalApart() {
        var report = CollectdReport(CollectdSettings(), interval: 10)
        func isTold(at time: Double) -> Bool {
            let sample = SyntheticHost.sample([SyntheticHost.guest("a")])
            return !report.lines(of: .init(sample.snapshot, time: time, steadyTime: 0, now: sample.now)).isEmpty
        }
        #expect(isTold(at: 1000) && !isTold(at: 1000) && !isTold(at: 1000.002) && !isTold(at: 1004))
        #expect(!isTold(at: 985) && isTold(at: 1010))
        // a daemon's samples are irregular, also one's that has two in an interval
        #expect(isTold(at: 1019.7) && isTold(at: 1030.1) && isTold(at: 1039.8) && isTold(at: 1044.7))
        #expect(isTold(at: 900) && !isTold(at: 900) && isTold(at: 910))
    }

    @Test func whatIsToldWithoutOptions() throws {
        #expect(try told(CollectdSettings(), SyntheticHost.guest("web 1")) == Self.defaults)
    }

    @Test(arguments: [
        (
            ExtraStatistic.memory,
            [
                "memory-actual_balloon 1073741824", "memory-unused 7168", "memory-available 8192",
                "memory-rss 536870912", "memory-usable 9216", "memory-disk_caches 10240", "swap_io-in 0",
                "swap_io-out 12", "ps_pagefaults 14:13",
            ]
        ),
        (.processTime, ["ps_cputime 100000000001:23456789011"]), (.vcpu, ["virt_vcpu-0 16", "virt_vcpu-1 17"]),
        (.disk, ["disk_time-vda 3000000:35", "total_requests-flush-vda 36", "total_time_in_ms-flush-vda 7000"]),
        (.diskAllocation, ["disk_allocation-vda 61"]), (.diskCapacity, ["disk_capacity-vda 39"]),
        (.diskPhysical, ["disk_physical-vda 62"]), (.domainState, ["domain_state 1:1"]),
        (.perf, ["perf-perf_cmt 41", "perf-perf_cpu_cycles 42", "perf-perf_of_later 43"]),
        (.vcpuPinning, ["cpu_affinity-vcpu_0-cpu_0 1", "cpu_affinity-vcpu_0-cpu_1 0"]),
        (.diskErrors, ["disk_error-vda 2"]), (.cpuUtilisation, []), (.fileSystems, []),
        (.backgroundJob, ["job_stats-operation 5", "job_stats-data_total 51", "job_stats-time_elapsed 52"]),
        (.completedJob, ["job_stats-operation 5", "job_stats-data_total 51", "job_stats-time_elapsed 52"]),
    ])
    func whatASelectorAdds(selector: ExtraStatistic, lines: [String]) throws {
        var details = GuestDetails()
        details.affinity = [(0, [true, false])]
        details.diskErrors = [("vda", 2)]
        details.images = ["vda": .init(allocation: 61, physical: 62)]
        let jobs = DomainJobs(current: SyntheticHost.job("job"), last: SyntheticHost.job("last-job"))
        let told = try told(
            settings { $0.extraStatistics = [selector] }, SyntheticHost.guest("web 1", jobs: jobs),
            details: [SyntheticHost.uuid(1): details])
        #expect(Set(told).subtracting(Self.defaults) == Set(lines.map { "web 1/virt/\($0)" }))
        #expect(told.count == Self.defaults.count + lines.count)
    }

    /// What libvirt is asked for a selector by itself is enough for what that tells.
    @Test(arguments: ExtraStatistic.allCases) func whatASelectorAsks(selector: ExtraStatistic) throws {
        let settings = settings { $0.extraStatistics = [selector] }
        let prefixes: [(String, Collector)] = [
            ("cpu.", .cpuTotal), ("balloon.", .balloon), ("vcpu.", .vcpu), ("net.", .interface), ("block.", .block),
            ("perf.", .perf),
        ]
        let fields = SyntheticHost.everything.filter { field, _ in
            prefixes.contains { field.hasPrefix($0) && settings.collectors.contains($1) }
        }
        #expect(fields.count < SyntheticHost.everything.count)
        let jobs = DomainJobs(current: SyntheticHost.job("job"), last: SyntheticHost.job("last-job"))
        let asked = settings.collectors.contains(.job) ? jobs : DomainJobs()
        func lines(_ fields: [String: FieldValue], _ jobs: DomainJobs) -> [UInt8] {
            var report = CollectdReport(settings, interval: 10)
            return [10.0, 20].flatMap { time in
                let guest = SyntheticHost.guest("a", fields, at: time, jobs: jobs)
                return report.lines(of: SyntheticHost.sample([guest], at: time))
            }
        }
        #expect(lines(fields, asked) == lines(SyntheticHost.everything, jobs))
        #expect(settings.collectors.contains(.host) == (selector == .cpuUtilisation))
    }

    @Test func whatTheVirtPluginHasNot() throws {
        var report = CollectdReport(settings { $0.hasExtra = true }, interval: 10)
        _ = report.lines(of: SyntheticHost.sample([SyntheticHost.guest("a")]))
        var fields = SyntheticHost.everything
        fields["block.0.rd.reqs"] = .unsigned(32)
        fields["block.0.rd.times"] = .unsigned(9_000_000)
        let next = SyntheticHost.sample([SyntheticHost.guest("a", fields, at: 20)], at: 20)
        let lines = try CollectdLine.lines(report.lines(of: next))
        let told = Dictionary(uniqueKeysWithValues: lines.map { ($0.identifier, $0.values.joined(separator: ":")) })
        #expect(told["a/virt/disk_latency-vda"] == "3.0:U")
        #expect(told["a/virt/total_time_in_ms-wait-vcpu_0"] == "18")
        #expect(told["a/virt/total_time_in_ms-delay-vcpu_0"] == "19")
        #expect(told["a/virt/disk_capacity-vda"] == "39")
        #expect(told["a/virt/gauge-stuck"] == "0")
        #expect(told["a/virt/duration-sample_age"] == "0.5")
    }

    @Test func theAgeOfAGuestThatCannotBeReadIsToldAndNothingElse() throws {
        let stuck = SyntheticHost.guest("a", isStuck: true, at: 3)
        let all = settings {
            $0.hasExtra = true
            $0.extraStatistics = [.domainState]
        }
        #expect(try told(all, stuck) == ["a/virt/gauge-stuck 1", "a/virt/duration-sample_age 7.5"])
        #expect(try told(CollectdSettings(), stuck) == [])
    }

    @Test func processorsArePercentOfTheHost() throws {
        var report = CollectdReport(settings { $0.extraStatistics = [.cpuUtilisation] }, interval: 10)
        func percent(
            _ nanoseconds: UInt64, at seconds: Double, id: Int32 = 1, clockSetBy shift: Double = 0
        ) throws -> String? {
            let guest = SyntheticHost.guest("a", ["cpu.time": .unsigned(nanoseconds)], id: id, at: seconds)
            let sample = SyntheticHost.sample([guest], at: seconds, clockSetBy: shift)
            let lines = try CollectdLine.lines(report.lines(of: sample))
            return lines.first { $0.identifier == "a/virt/percent-virt_cpu_total" }?.values.first
        }
        #expect(try percent(5_000_000_000, at: 10) == nil)
        // 4 s of 20 s of each of four processors
        #expect(try percent(9_000_000_000, at: 30) == "5.0")
        #expect(try percent(9_000_000_000, at: 40) == "0.0")
        // the time that passed counts, not what the clock says
        #expect(try percent(11_000_000_000, at: 50, clockSetBy: 990) == "5.0")
        // begun anew
        #expect(try percent(1_000_000_000, at: 60, id: 2, clockSetBy: 990) == nil)
    }

    /// A guest may be read late in one round and early in the next.
    @Test func processorsHaveNoRateOverAMoment() {
        var usage = ProcessorUsage()
        let guest = DomainIdentity(name: "a", uuid: SyntheticHost.uuid(1), id: 1)
        func percent(_ seconds: Double, at time: Double) -> Double? {
            usage.percent(of: guest, nanoseconds: UInt64(seconds * 1e9), at: time, processors: 1, notOver: 1)
        }
        #expect(percent(100, at: 10) == nil && percent(100.25, at: 10.5) == nil && percent(100.25, at: 10.5) == nil)
        // since the last one that a rate was taken of
        #expect(percent(105, at: 20) == 50 && percent(105, at: 21.5) == 0)
    }

    @Test(arguments: [Int32(0), 2, 3, 4, 5, 6, 7])
    func onlyGuestsThatRunHaveValues(state: Int32) throws {
        let guest = SyntheticHost.guest("a", state: (state, "other", "unknown"))
        #expect(try told(settings { $0.extraStatistics = [.domainState] }, guest) == ["a/virt/domain_state \(state):0"])
    }

    @Test func theStateOfAGuestThatIsOff() throws {
        let guest = SyntheticHost.guest("a", [:], id: nil, state: (5, "shutoff", "crashed"))
        #expect(try told(settings { $0.extraStatistics = [.domainState] }, guest) == ["a/virt/domain_state 5:3"])
        #expect(try told(CollectdSettings(), guest) == [])
    }

    @Test(arguments: SyntheticHost.everything.keys.sorted())
    func whatIsAbsentIsNotToldAsZero(field: String) throws {
        let everything = settings {
            $0.extraStatistics = Set(ExtraStatistic.allCases).subtracting([.completedJob])
            $0.hasExtra = true
        }
        // a value that is 0 by itself would hide what is told as 0
        var fields = SyntheticHost.everything.merging(["balloon.swap_in": .unsigned(11)]) { $1 }
        let with = try told(everything, SyntheticHost.guest("a", fields))
        fields[field] = nil
        let without = try told(everything, SyntheticHost.guest("a", fields))
        guard !field.hasSuffix(".name") else {
            // a disk or an interface of no name has its ordinal for one, and all of its values
            let name = field.hasPrefix("block") ? "vda" : "vnet0"
            #expect(with.contains { $0.contains("-\(name) ") })
            #expect(without.count == with.count && !without.contains { $0.contains("-\(name) ") }, "\(without)")
            return
        }
        #expect(Set(without).isSubset(of: with), "\(Set(without).subtracting(with))")
    }

    @Test func zeroesThatThePluginLeavesOut() throws {
        var fields = SyntheticHost.everything
        for field in [
            "cpu.user", "cpu.system", "balloon.swap_in", "balloon.swap_out", "balloon.minor_fault",
            "balloon.major_fault",
        ] { fields[field] = .unsigned(0) }
        let told = try told(
            settings { $0.extraStatistics = [.memory, .processTime] }, SyntheticHost.guest("a", fields))
        for type in ["ps_cputime", "swap_io", "ps_pagefaults"] { #expect(!told.contains { $0.contains(type) }) }
    }

    @Test func aHostThatIsDownHasNoValues() {
        var report = CollectdReport(CollectdSettings(), interval: 10)
        #expect(report.lines(of: SyntheticHost.sample([SyntheticHost.guest("a")], isUp: false)) == [])
    }

    @Test(arguments: [
        (CollectdSettings.InterfaceFormat.name, "if_octets-vnet0"), (.address, "if_octets-52:54:00:11:22:33"),
        (.number, "if_octets-interface-1"),
    ])
    func namesOfInterfaces(format: CollectdSettings.InterfaceFormat, instance: String) throws {
        let guest = SyntheticHost.guest("a", facts: SyntheticHost.facts())
        #expect(try told(settings { $0.interfaceFormat = format }, guest).contains("a/virt/\(instance) 20:21"))
        // nobody knows it without the XML
        let bare = try told(settings { $0.interfaceFormat = format }, SyntheticHost.guest("a"))
        #expect(bare.contains { $0.contains("if_octets") } == (format == .name))
    }

    @Test(arguments: [
        ("/var/lib/a.qcow2", false, "var_lib_a.qcow2"), ("/var/lib/a.qcow2", true, "a.qcow2"),
        ("/dev/vg/lv", false, "dev_vg_lv"), ("/", true, "root"),
    ])
    func namesOfDisksBySource(source: String, isBasename: Bool, instance: String) throws {
        let guest = SyntheticHost.guest("a", facts: SyntheticHost.facts(source: source))
        let named = settings {
            $0.blockDeviceFormat = .source
            $0.isBasename = isBasename
            $0.extraStatistics = [.disk]
        }
        let told = try told(named, guest)
        #expect(told.contains("a/virt/disk_ops-\(instance) 30:31"), "\(told)")
        let flush = source == "/" ? "flush-_" : "flush-\(isBasename ? instance : "_" + instance)"
        #expect(told.contains("a/virt/total_requests-\(flush) 36"), "\(told)")
    }

    @Test func devicesThatAreNotReported() throws {
        let told = try told(
            settings {
                $0.reportsBlockDevices = false
                $0.reportsInterfaces = false
            }, SyntheticHost.guest("web 1"))
        #expect(told == Array(Self.defaults.prefix(2)))
    }

    @Test func aJobThatEndedIsToldOnce() throws {
        var report = CollectdReport(settings { $0.extraStatistics = [.completedJob] }, interval: 10)
        func count(_ job: DomainJob?, at seconds: Double) throws -> Int {
            let guest = SyntheticHost.guest("a", at: seconds, jobs: DomainJobs(last: job))
            let lines = try CollectdLine.lines(report.lines(of: SyntheticHost.sample([guest], at: seconds)))
            return lines.count { $0.fields["type"] == "job_stats" }
        }
        let job = SyntheticHost.job("last-job", error: "no \"room\"")
        #expect(try count(nil, at: 5) == 0)
        #expect(try count(job, at: 10) == 4)
        #expect(try count(job, at: 20) == 0)
        // the same, read again
        #expect(try count(SyntheticHost.job("last-job", error: "no \"room\""), at: 30) == 0)
        #expect(try count(job.ended(at: 1_700_000_031), at: 40) == 0)
        #expect(try count(job.ended(at: 1_700_000_045), at: 50) == 4)
    }

    /// A job that had ended before is told of already, by the run of the program that was before.
    @Test func aJobThatHadEndedIsNoNews() throws {
        var report = CollectdReport(settings { $0.extraStatistics = [.completedJob] }, interval: 10)
        func told(_ guests: DomainSample..., at seconds: Double) throws -> [String] {
            let lines = report.lines(of: SyntheticHost.sample(guests, at: seconds))
            return try CollectdLine.lines(lines).filter { $0.fields["type"] == "job_stats" }.map(\.identifier)
        }
        let jobs = DomainJobs(last: SyntheticHost.job("last-job"))
        #expect(try told(SyntheticHost.guest("a", at: 10, jobs: jobs), at: 10) == [])
        // of a guest that comes, it is
        let both = [
            SyntheticHost.guest("a", at: 20, jobs: jobs), SyntheticHost.guest("b", uuid: 2, at: 20, jobs: jobs),
        ]
        let told = try told(both[0], both[1], at: 20)
        #expect(!told.isEmpty && told.allSatisfy { $0.hasPrefix("b/") })
    }

    /// libvirt says of a backup whether it succeeded, and the sampler keeps that as the job's type.
    @Test(arguments: [("completed", ["1"]), ("failed", ["0"]), ("cancelled", ["0"])])
    func whetherABackupSucceeded(type: String, success: [String]) throws {
        let job = DomainJob(operation: "backup", type: type, values: ValueSet())
        func told(_ statistic: ExtraStatistic, _ jobs: DomainJobs) throws -> [String] {
            var report = CollectdReport(settings { $0.extraStatistics = [statistic] }, interval: 10)
            _ = report.lines(of: SyntheticHost.sample([SyntheticHost.guest("a", at: 5)], at: 5))
            let lines = report.lines(of: SyntheticHost.sample([SyntheticHost.guest("a", jobs: jobs)]))
            return try CollectdLine.lines(lines).filter { $0.identifier == "a/virt/job_stats-success" }
                .flatMap(\.values)
        }
        #expect(try told(.completedJob, DomainJobs(last: job)) == success)
        // one that runs has neither succeeded nor failed
        #expect(try told(.backgroundJob, DomainJobs(current: job)).isEmpty)
    }

    @Test func fileSystemsAreNotifications() throws {
        var details = GuestDetails()
        details.fileSystems = [.init(mountPoint: "/a \"b\"", name: "vda1", type: "ext4", devices: ["vda", "vdb"])]
        var report = CollectdReport(settings { $0.extraStatistics = [.fileSystems] }, interval: 10)
        let sample = SyntheticHost.sample([SyntheticHost.guest("a")], details: [SyntheticHost.uuid(1): details])
        let line = try #require(try CollectdLine.lines(report.lines(of: sample)).last)
        #expect(line.fields == ["host": "a", "plugin": "virt", "type": "file_system"])
        #expect(line.options["message"] == "File system information" && line.options["severity"] == "okay")
        #expect(line.options["s:mountpoint"] == "/a \"b\"" && line.options["s:ndevAlias"] == "2")
    }
}
