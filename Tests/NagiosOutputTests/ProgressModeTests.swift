import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

/// Jobs that stand still, as the modes of jobs tell them.
@Suite struct ProgressModeTests {
    private static func input(_ jobs: [DirectAnswers.BlockJob]?, stuck: Bool = false) -> CheckInput {
        let guest = SyntheticHost.guest("web", stuck: stuck)
        var input = SyntheticHost.input([guest])
        if let jobs { input.answers.blockJobs[guest.identity.uuid] = jobs }
        return input
    }

    private static func copy(_ current: UInt64, _ end: UInt64 = 100, _ kind: String = "copy") -> DirectAnswers.BlockJob
    {
        .init(disk: "vda", kind: kind, current: current, end: end)
    }

    /// What is said after looks at these moments, the last of which is now.
    private static func report(
        _ looks: [(Double, CheckInput)], kept: Bool = true, stall: Double? = 60, critical: [String: String] = [:],
        trouble: String? = nil
    ) throws -> CheckReport {
        var memory = ProgressMemory()
        for (moment, input) in looks { CheckMode.blockJob.noteProgress?(input, &memory, moment) }
        var (input, settings) = (try #require(looks.last).1, CheckSettings())
        settings.stall = stall
        try settings.limit(.blockJob, critical: critical)
        (input.progress, input.isProgressKept, input.progressTrouble) = (memory, kept, trouble)
        return CheckMode.blockJob.report(input, settings)
    }

    @Test func aBlockJobThatStandsStill() throws {
        let report = try Self.report([(100, Self.input([Self.copy(5)])), (160, Self.input([Self.copy(5)]))])
        #expect(report.first == "LIBVIRT WARNING: 1/1 block job: web vda no progress for 60 s")
        #expect(report.details == ["WARNING web vda: no progress for 60 s; copy"])
        #expect(
            report.perfdata == [
                "'jobs'=1;;;0", "'web_vda_progress'=5%;;;0;100", "'web_vda_age'=60s;;;0", "'web_vda_idle'=60s;;;0",
            ])
        for (moment, job) in [
            (159.0, Self.copy(5)), (190, Self.copy(6)),
            // it ended, and another began
            (190, Self.copy(4)), (190, Self.copy(5, 100, "pull")),
        ] {
            let report = try Self.report([(100, Self.input([Self.copy(5)])), (moment, Self.input([job]))])
            #expect(report.state == .ok, "\(moment), \(job): \(report.text)")
        }
        let long = try Self.report(
            [(100, Self.input([Self.copy(5)])), (7_300, Self.input([Self.copy(5)]))], stall: nil,
            critical: ["idle": "1h", "age": "1d"])
        #expect(long.first == "LIBVIRT CRITICAL: 1/1 block job: web vda idle 2 h")
    }

    @Test func whatEndedBetweenIsForgotten() throws {
        let looks = [(100.0, Self.input([Self.copy(5)])), (130, Self.input([])), (160, Self.input([Self.copy(5)]))]
        #expect(try Self.report(looks).state == .ok)
        // of who was not asked, or did not answer, nothing is known
        for silence in [Self.input(nil), Self.input(nil, stuck: true)] {
            let looks = [(100.0, Self.input([Self.copy(5)])), (130, silence), (160, Self.input([Self.copy(5)]))]
            #expect(try Self.report(looks).state == .warning)
        }
    }

    @Test func whatWaitsForSomebodyDoesNotStandStill() throws {
        let ready = Self.input([Self.copy(100)])
        let report = try Self.report([(100, ready), (900, ready)])
        #expect(report.details == ["WARNING web vda: copy is ready but not pivoted; copy"])
        #expect(!report.perfdata.contains { $0.contains("idle") })
    }

    @Test func aGuestThatIsStuckIsUnknown() throws {
        let report = try Self.report([(100, Self.input(nil, stuck: true))])
        #expect(report.first == "LIBVIRT UNKNOWN: 1/1 block job: web does not answer")
    }

    /// Two looks a moment apart prove that a job moves, and never for how long it has not.
    @Test func withoutAMemory() throws {
        let still = [(100.0, Self.input([Self.copy(5)])), (101, Self.input([Self.copy(5)]))]
        let report = try Self.report(still, kept: false)
        #expect(report.first == "LIBVIRT OK: 1 block job")
        #expect(
            report.details == [
                "web vda made no progress in 1 s; for how long it stands still is not known without --state-directory"
            ])
        #expect(!report.perfdata.contains { $0.contains("age") })
        let moves = [(100.0, Self.input([Self.copy(5)])), (101, Self.input([Self.copy(6)]))]
        #expect(try Self.report(moves, kept: false).details.isEmpty)
        let once = try Self.report([(100, Self.input([Self.copy(5)]))], kept: false)
        #expect(once.details.first?.hasPrefix("web vda was seen once; ") ?? false)
        // an age that nobody knows is not to pass for well
        let aged = try Self.report(still, kept: false, stall: nil, critical: ["age": "1d"])
        #expect(aged.first == "LIBVIRT UNKNOWN: age is not known without --state-directory")
        #expect(try Self.report([(100, Self.input([]))], kept: false, critical: ["age": "1d"]).state == .ok)
    }

    @Test func aMemoryThatCannotBeKept() throws {
        let look = [(100.0, Self.input([]))]
        #expect(try Self.report(look, trouble: "no room").first == "LIBVIRT UNKNOWN: no room")
        #expect(try Self.report(look, stall: nil, trouble: "no room").state == .ok)
    }

    // MARK: jobs of guests

    private static func sample(
        _ elapsed: UInt64?, _ processed: UInt64, _ operation: String = "backup", stuck: Bool = false, works: Bool = true
    ) -> CheckInput {
        var job: DomainJob?
        if let elapsed {
            let fields = [
                "job.time_elapsed": elapsed * 1000, "job.disk_total": 100, "job.disk_processed": processed,
            ]
            job = DomainJob(
                operation: operation, type: "bounded", values: SyntheticHost.values(SyntheticHost.numbers(fields)))
        }
        let status = SampleStatus(
            isUp: true, rounds: 5,
            collectors: [.job: CollectorStatus(duration: nil, succeeded: works, lastSuccess: nil)])
        return SyntheticHost.input(
            SyntheticHost.snapshot([SyntheticHost.guest("web", stuck: stuck, job: job)], status: status))
    }

    private static func told(_ looks: [(Double, CheckInput)], stall: Double = 60) throws -> CheckReport {
        var memory = ProgressMemory()
        for (moment, input) in looks { CheckMode.job.noteProgress?(input, &memory, moment) }
        var (input, settings) = (try #require(looks.last).1, CheckSettings())
        settings.stall = stall
        (input.progress, input.isProgressKept) = (memory, true)
        return CheckMode.job.report(input, settings)
    }

    @Test func aJobThatStandsStill() throws {
        let report = try Self.told([(1000, Self.sample(30, 5)), (1300, Self.sample(330, 5))])
        #expect(report.first == "LIBVIRT WARNING: 1/1 job: web no progress for 5 min")
        #expect(
            report.perfdata == [
                "'web_age'=330s;;;0", "'web_progress'=5%;;;0;100", "'web_idle'=300s;;;0",
            ])
        #expect(try Self.told([(1000, Self.sample(30, 5)), (1300, Self.sample(330, 6))]).state == .ok)
        // it ended between the looks, and another began
        #expect(try Self.told([(1000, Self.sample(30, 5)), (1300, Self.sample(290, 5))]).state == .ok)
        let other = Self.sample(330, 5, "migration_out")
        #expect(try Self.told([(1000, Self.sample(30, 5)), (1300, other)]).state == .ok)
        #expect(try Self.told([(1000, Self.sample(30, 100)), (1300, Self.sample(330, 100))]).state == .ok)
        // who does not answer, or could not be asked, may have it yet
        for silence in [Self.sample(nil, 0, stuck: true), Self.sample(nil, 0, works: false)] {
            let looks = [(1000.0, Self.sample(30, 5)), (1100, silence), (1300, Self.sample(330, 5))]
            #expect(try Self.told(looks).state == .warning)
        }
    }

    @Test func whatIsNeeded() throws {
        var settings = CheckSettings()
        #expect(!CheckMode.job.needs(settings).needsRates)
        try settings.limit(.job, warning: ["idle": "1m"])
        #expect(CheckMode.job.needs(settings).needsRates)
        // one look is enough where those before are known
        settings.keepsProgress = true
        #expect(!CheckMode.job.needs(settings).needsRates)
        #expect(Set(CheckMode.all.filter { $0.noteProgress != nil }.map(\.name)) == ["job", "block-job"])
    }
}
