import SeededRandom
import Snapshot
import Testing

@testable import NagiosOutput

/// From findings to what is said of them.
@Suite struct EvaluationTests {
    static func mode(_ findings: CheckFindings, isOfGuests: Bool = true) -> CheckMode {
        CheckMode(
            "test", "a test",
            metrics: [
                CheckMetric("used", .percent, "use", warning: "80", critical: "90"),
                CheckMetric("size", .bytes, "size"),
                CheckMetric("promised", .percent, "promises", canExceed: true),
                CheckMetric("n", .count, "number", warning: "0"),
            ],
            isOfGuests: isOfGuests, needs: { _ in CheckNeeds() }, findings: { _, _ in findings })
    }

    static func report(_ findings: CheckFindings, _ change: (inout CheckSettings) -> Void = { _ in })
        -> CheckReport
    {
        var settings = CheckSettings()
        change(&settings)
        return mode(findings).report(SyntheticHost.input([]), settings)
    }

    static func item(_ name: String, _ used: Double?, size: Double? = nil) -> CheckItem {
        CheckItem(name, [Measurement("used", used), Measurement("size", size)])
    }

    @Test(arguments: [(80.0, ServiceState.ok), (80.1, .warning), (90, .warning), (90.1, .critical), (0, .ok)])
    func theModesOwnRanges(used: Double, state: ServiceState) {
        let report = Self.report(CheckFindings([Self.item("web", used)]))
        #expect(report.state == state)
        #expect(report.perfdata == ["'web_used'=\(PlainNumber.text(used))%;80;90;0;100"])
    }

    @Test func theOperatorsRanges() throws {
        let findings = CheckFindings([Self.item("web", 50, size: 2048)])
        func state(_ warning: [String: String], _ critical: [String: String] = [:]) throws -> ServiceState {
            var settings = CheckSettings()
            try settings.limit(Self.mode(findings), warning: warning, critical: critical)
            return Self.mode(findings).report(SyntheticHost.input([]), settings).state
        }
        #expect(try state(["used": "40"]) == .warning)
        #expect(try state([:], ["used": "40"]) == .critical)
        #expect(try state(["used": "~:"], ["used": "@50"]) == .critical)
        #expect(try state(["size": "1KiB"]) == .warning)
        #expect(try state(["size": "1KiB"], ["size": "4KiB:"]) == .critical)
        #expect(try state(["size": "2KiB"]) == .ok)
        // what nobody tells is not to pass for well, but a range that never alerts asks for nothing
        #expect(try state(["n": "10:"]) == .unknown)
        #expect(try state([:], ["n": "10:"]) == .unknown)
        #expect(try state(["n": "~:"]) == .ok)
    }

    @Test func whatNobodyTells() throws {
        func first(_ items: [CheckItem], _ change: (inout CheckFindings) -> Void = { _ in }) throws -> String {
            var findings = CheckFindings(items)
            change(&findings)
            var settings = CheckSettings()
            try settings.limit(Self.mode(findings), warning: ["size": "5"])
            return Self.mode(findings).report(SyntheticHost.input([]), settings).first
        }
        let well = "LIBVIRT OK: 1 guest"
        #expect(try first([Self.item("a", 1)]) == "LIBVIRT UNKNOWN: size is not known")
        #expect(try first([Self.item("a", 1), Self.item("b", 1, size: 2)]) == "LIBVIRT OK: 2 guests")
        #expect(try first([Self.item("a", 1)]) { $0.totals = [Measurement("size", 3)].compactMap { $0 } } == well)
        // of nothing, nothing is to be known
        #expect(try first([]) == "LIBVIRT OK: 0 guests")
        #expect(try first([CheckItem("a", isMeasured: false)]) == well)
        #expect(try first([CheckItem("a", idle: ["size"])]) == well)
        #expect(try first([CheckItem("a", idle: ["used"])]) == "LIBVIRT UNKNOWN: size is not known")
        // who was not asked says so himself
        let stuck = CheckItem("a", verdicts: [.init(.unknown, "hangs")])
        #expect(try first([stuck]) == "LIBVIRT UNKNOWN: 1/1 guest: a hangs")
        #expect(try first([Self.item("a", 1)]) { $0.verdicts = [.init(.unknown, "odd")] } == "LIBVIRT UNKNOWN: odd")
    }

    @Test func metricsByName() throws {
        let mode = Self.mode(CheckFindings([]))
        #expect(try mode.metric(nil).name == "used")
        #expect(try mode.metric("size").unit == .bytes)
        #expect(throws: CheckMistake("mode test has no metric 'x'; it has: used, size, promised, n")) {
            try mode.metric("x")
        }
        let none = CheckMode("plain", "", needs: { _ in CheckNeeds() }, findings: { _, _ in CheckFindings([]) })
        #expect(throws: CheckMistake.self) { try none.metric(nil) }
    }

    @Test func worstFirst() {
        let report = Self.report(
            CheckFindings([
                Self.item("a", 10), Self.item("b", 85), CheckItem("c", verdicts: [.init(.unknown, "does not answer")]),
                CheckItem("d", part: "vda", [Measurement("used", 85)], verdicts: [.init(.critical, "is broken")]),
            ]))
        #expect(report.first == "LIBVIRT CRITICAL: 3/4 guests: d vda is broken, used 85%; b used 85%; c does ...")
        #expect(
            report.details == [
                "CRITICAL d vda: is broken, used 85%", "WARNING b: used 85%", "UNKNOWN c: does not answer",
            ])
    }

    @Test func countsComeBeforeNames() {
        let items = (0..<1000).map {
            CheckItem("guest-with-a-long-name-\($0)", verdicts: [.init(.critical, "is broken")])
        }
        let report = Self.report(CheckFindings(items, totals: [Measurement("n", 7)]))
        #expect(report.first.hasPrefix("LIBVIRT CRITICAL: 1000/1000 guests, n 7: guest-with-a-long-name-0"))
        #expect(report.first.count == 79)
        #expect(report.details.count == 51)
        #expect(report.details.last == "and 950 more; raise --max-items to have them")
    }

    @Test func aTotalHasItsRanges() {
        let report = Self.report(CheckFindings([], totals: [Measurement("n", 3), Measurement("promised", 150)]))
        #expect(report.state == .warning)
        #expect(report.first == "LIBVIRT WARNING: n 3")
        #expect(report.perfdata == ["'n'=3;0;;0", "'promised'=150%;;;0"])
        #expect(Self.report(CheckFindings([], totals: [Measurement("n", 0)])).first == "LIBVIRT OK: 0 guests")
    }

    @Test func whatIsKnownOfAll() {
        var findings = CheckFindings([Self.item("a", 1)])
        findings.verdicts = [.init(.ok, "fine"), .init(.warning, "is old"), .init(.critical, "hangs")]
        findings.notes = ["one", "two"]
        let report = Self.report(findings)
        #expect(report.first == "LIBVIRT CRITICAL: hangs, is old: one; two")
        #expect(report.details == ["one", "two"])
        #expect(
            Self.report(findings) { $0.mostItems = 1 }.details == ["one", "and 1 more; raise --max-items to have them"])
    }

    @Test func namesThatAreNotThere() throws {
        let input = SyntheticHost.input([SyntheticHost.guest("web")])
        for state in ServiceState.allCases {
            var settings = try CheckSettings.naming("web", "gone")
            settings.onMissing = state
            let report = Self.mode(CheckFindings([Self.item("web", 1)])).report(input, settings)
            #expect(report.state == state)
            if state != .ok { #expect(report.first == "LIBVIRT \(state.word): 1/2 guests: gone is not there") }
            #expect(Self.mode(CheckFindings([]), isOfGuests: false).report(input, settings).state == .ok)
        }
    }

    @Test func nothingToLookAt() {
        #expect(Self.report(CheckFindings([])).first == "LIBVIRT OK: 0 guests")
        for state in ServiceState.allCases {
            #expect(Self.report(CheckFindings([])) { $0.onEmpty = state }.state == state)
            #expect(Self.report(CheckFindings([Self.item("a", 1)])) { $0.onEmpty = state }.state == .ok)
            // a mode of totals alone looks at no things
            #expect(Self.report(CheckFindings([], totals: [Measurement("n", 0)])) { $0.onEmpty = state }.state == .ok)
        }
        var counted = CheckFindings([], totals: [Measurement("n", 0)])
        counted.count = 0
        #expect(Self.report(counted) { $0.onEmpty = .critical }.first == "LIBVIRT CRITICAL: there are no guests")
    }

    @Test func tooFew() throws {
        let findings = CheckFindings([Self.item("a", 85), Self.item("b", 1)])
        #expect(Self.report(findings) { $0.leastCount = 2 }.state == .warning)
        let report = Self.report(findings) { $0.leastCount = 3 }
        #expect(report.first == "LIBVIRT CRITICAL: 1/2 guests, at least 3 needed: a used 85%")
        // one that is missing does not count as one that is there
        var settings = try CheckSettings.naming("gone")
        settings.leastCount = 1
        #expect(Self.mode(CheckFindings([])).report(SyntheticHost.input([]), settings).state == .critical)
    }

    @Test func questionsWithoutAnswers() {
        var input = SyntheticHost.input([])
        input.answers.failures = [.init(.leases, of: "default", "no leases: refused")]
        let mode = Self.mode(CheckFindings([]))
        #expect(mode.report(input, CheckSettings()).first == "LIBVIRT UNKNOWN: default no leases: refused")
        #expect(mode.report(input, CheckSettings()).details == ["UNKNOWN default: no leases: refused"])
        // they are no things, and count as none
        let two = Self.mode(CheckFindings([Self.item("a", 1), Self.item("b", 85)]))
        #expect(
            two.report(input, CheckSettings()).first
                == "LIBVIRT WARNING: 1/2 guests: b used 85%; default no leases: refused")
        let one = Self.mode(CheckFindings([Self.item("a", 1)], totals: [Measurement("n", 1)]))
        #expect(one.report(input, CheckSettings()).first == "LIBVIRT WARNING: n 1: default no leases: refused")
        var settings = CheckSettings()
        settings.leastCount = 2
        #expect(
            Self.mode(CheckFindings([Self.item("a", 1)])).report(input, settings).first
                == "LIBVIRT CRITICAL: 1 guest of at least 2: default no leases: refused")
        input.answers.failures.append(.init(.connection, of: nil, "refused"))
        #expect(mode.report(input, CheckSettings()).state == .critical)
    }

    /// Of what a mode tells something of, it is said with that, and the thing counts once.
    @Test func questionsWithoutAnswersOfWhatIsThere() {
        let guests = [
            SyntheticHost.guest("web"), SyntheticHost.guest("db", stuck: true), SyntheticHost.guest("host"),
        ]
        var stuck = Self.item("db", nil)
        stuck.verdicts = [.init(.unknown, "does not answer")]
        let mode = Self.mode(CheckFindings([Self.item("web", 85), stuck, Self.item("host", 1)]))
        var input = SyntheticHost.input(guests)
        input.answers.failures = [
            .init(.diskErrors, of: "web", "refused"), .init(.diskErrors, of: "db", "libvirt does not answer"),
            .init(.snapshots, of: "other", "refused"), .init(.checkpoints, of: "other", "hangs"),
            .init(.messages, of: nil, "refused"),
        ]
        let report = mode.report(input, CheckSettings())
        #expect(report.first.hasPrefix("LIBVIRT WARNING: 2/3 guests: web used 85%, refused; "))
        #expect(
            report.details == [
                "WARNING web: used 85%, refused", "UNKNOWN db: does not answer", "UNKNOWN other: refused, hangs",
                "UNKNOWN host: refused",
            ])
        // it is the same guest by its other name
        var settings = CheckSettings()
        settings.label = .uuid
        let uuid = guests[0].identity.uuid.description
        let byNumber = Self.mode(CheckFindings([Self.item(uuid, 85)])).report(input, settings)
        #expect(byNumber.details.first == "WARNING \(uuid): used 85%, refused")
    }

    @Test func howMuchIsTold() {
        let findings = CheckFindings([Self.item("a", 1, size: 5), Self.item("b", 85)], totals: [Measurement("n", 0)])
        #expect(Self.report(findings).details == ["WARNING b: used 85%"])
        #expect(Self.report(findings) { $0.verbosity = 1 }.details == ["WARNING b: used 85%", "OK a"])
        #expect(
            Self.report(findings) { $0.verbosity = 2 }.details == [
                "WARNING b: used 85%; 'b_used'=85%;80;90;0;100", "OK a: 'a_used'=1%;80;90;0;100; 'a_size'=5B;;;0",
            ])
        #expect(Self.report(findings) { $0.perfdata = .none }.perfdata.isEmpty)
        #expect(Self.report(findings) { $0.perfdata = .summary }.perfdata == ["'n'=0;0;;0"])
        #expect(Self.report(findings).perfdata.count == 4)
        // one thing, and the one that is not well
        let few = Self.report(findings) { $0.mostItems = 1 }
        #expect(few.perfdata == ["'n'=0;0;;0", "'b_used'=85%;80;90;0;100"])
        #expect(few.details == ["WARNING b: used 85%", "perfdata lacks 2 values; raise --max-items to have them"])
        for most in [0, -1, Int.min] { #expect(Self.report(findings) { $0.mostItems = most }.perfdata.count == 1) }
    }

    /// Things are kept whole, the bad ones first; beyond what NRPE passes on, values without a range go first.
    @Test func perfdataOfManyThings() throws {
        var items = (0..<300).map { Self.item("guest\($0)", 10, size: 5) }
        #expect(Self.report(CheckFindings(items)).perfdata.count == 600)
        items[299].measurements = [Measurement("used", 85), Measurement("size", 5)].compactMap { $0 }
        let few = Self.report(CheckFindings(items)) { $0.mostItems = 2 }.perfdata
        #expect(
            few == [
                "'guest0_used'=10%;80;90;0;100", "'guest0_size'=5B;;;0", "'guest299_used'=85%;80;90;0;100",
                "'guest299_size'=5B;;;0",
            ])
        let many = (0..<1500).map { Self.item("guest\($0)", $0 == 1499 ? 85 : 10, size: 5) }
        let report = Self.report(CheckFindings(many))
        #expect(report.text.utf8.count < 61_000 && report.text.utf8.count > 50_000)
        #expect(report.perfdata.contains("'guest1499_used'=85%;80;90;0;100"))
        #expect(report.perfdata.contains("'guest1499_size'=5B;;;0"))
        #expect(report.perfdata.count { $0.contains("_used'") } == 1500)
        let left = 3000 - report.perfdata.count
        #expect(
            left > 0 && report.details.last?.hasPrefix("perfdata lacks \(left) values that it has no room") ?? false)
        // one more that begins with an a costs no other its range
        let more = Self.report(CheckFindings([Self.item("a", 10)] + many)).perfdata
        #expect(more.count { $0.contains("_used'") } == 1501)
    }

    /// Whatever names and values there are, what is estimated to fit does.
    @Test func perfdataNeverOutgrowsItsRoom() throws {
        var random = SplitMix64(seed: 20)
        let bytes: [Character] = ["a", " ", "|", "'", "\u{1f}", "\u{7f}", "\u{80}", "\u{200b}", "é", "\u{10ffff}"]
        var cuts = 0
        for _ in 0..<60 {
            let size = Int.random(in: 1...250, using: &random)
            let alphabet = [bytes[Int.random(in: bytes.indices, using: &random)], "x"]
            let numbers = [1, 0.123_456_789, 123_456_789.123_456, 9e15, 1e16, 1e300]
            let number = numbers[Int.random(in: numbers.indices, using: &random)]
            let items = (0..<Int.random(in: 20...400, using: &random)).map { position in
                Self.item(String(repeating: alphabet[position % 2], count: size) + "\(position)", number, size: number)
            }
            let report = Self.report(CheckFindings(items)) {
                $0.warnings["size"] = try? AlertRange("@0.000001:99999999999999.5", unit: .bytes)
            }
            let perfdata = report.perfdata.joined(separator: " ").utf8.count
            #expect(perfdata <= PerfdataChoice.room + 100)
            if report.details.contains(where: { $0.contains("has no room for") }) { cuts += 1 }
        }
        #expect(cuts > 10 && cuts < 60)
    }

    @Test func whatIsNoNumberIsNotWritten() {
        #expect(Measurement("used", nil) == nil)
        #expect(Measurement("used", .nan) == nil)
        #expect(Measurement("used", .infinity) == nil)
        #expect(Self.report(CheckFindings([CheckItem("a", [Measurement("not-a-metric", 1)])])).perfdata.isEmpty)
    }

    @Test func libvirtIsDown() {
        func report(_ status: SampleStatus, _ mode: CheckMode = Self.mode(CheckFindings([]))) -> CheckReport {
            mode.report(SyntheticHost.input(SyntheticHost.snapshot([], status: status)), CheckSettings())
        }
        let refused = StatsFailure(.unreachable, "qemu:///system refuses")
        let wrong = StatsFailure(.misconfigured, "no driver for 'x:'")
        let other = StatsFailure(.failed, "a call failed")
        #expect(report(SampleStatus(isUp: false, rounds: 3)).first == "LIBVIRT CRITICAL: libvirt does not answer")
        #expect(
            report(SampleStatus(isUp: false, rounds: 3, problems: [other, refused])).first
                == "LIBVIRT CRITICAL: cannot reach libvirt: qemu:///system refuses")
        #expect(report(SampleStatus(isUp: false, rounds: 1, problems: [wrong])).state == .unknown)
        #expect(report(SampleStatus(isUp: false)).state == .unknown)
        #expect(report(SampleStatus(isUp: true, rounds: 1, problems: [other])).state == .ok)
    }

    @Test func anOldSample() {
        var input = SyntheticHost.input([])
        func state(_ age: Double, _ interval: Double? = nil, longest: Double? = nil) -> ServiceState {
            input.now = SyntheticHost.time(100 + age)
            input.daemonInterval = interval
            var settings = CheckSettings()
            settings.longestAge = longest
            return Self.mode(CheckFindings([])).report(input, settings).state
        }
        #expect(state(60) == .ok)
        #expect(state(61) == .unknown)
        #expect(state(61, 30) == .ok)
        #expect(state(91, 30) == .unknown)
        #expect(state(6, 30, longest: 5) == .unknown)
        #expect(state(-5) == .ok)
    }
}
