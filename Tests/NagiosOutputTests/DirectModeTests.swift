import Snapshot
import Testing

@testable import NagiosOutput

/// The modes on what libvirt is asked of beside samples.
@Suite struct DirectModeTests {
    private static let now = 1_700_000_000.0
    private static let day = 86_400.0

    private func uuid(_ number: UInt64) -> DomainIdentity.UUID { .init(high: 0, low: number) }

    private func guest(
        _ name: String, _ number: UInt64, isRunning: Bool = true, state: String = "running", startedAt: Double? = nil
    ) -> DomainSample {
        DomainSample(
            identity: DomainIdentity(name: name, uuid: uuid(number), id: isRunning ? Int32(number) : nil),
            state: NamedState(number: 1, name: isRunning ? state : "shutoff", reason: nil), isAutostarted: nil,
            isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: nil, startedAt: startedAt)
    }

    /// The output of a mode.
    private func text(
        _ mode: String, _ guests: [DomainSample] = [], _ settings: CheckSettings = CheckSettings(),
        _ fill: (inout DirectAnswers) -> Void = { _ in }
    ) throws -> (state: ServiceState, text: String) {
        let start = MonotonicTime(sinceOrigin: .seconds(100))
        let snapshot = Snapshot(
            generation: 1, startedAt: start, factsGeneration: 1, domains: guests, host: nil,
            status: SampleStatus(isUp: true))
        var input = CheckInput(snapshot, now: start, time: Self.now)
        fill(&input.answers)
        let report = try #require(CheckMode(named: mode)).report(input, settings)
        return (report.state, report.text)
    }

    private static let modes = [
        "volume", "snapshot", "checkpoint", "managed-save", "block-job", "agent", "guest-fs", "config",
    ]

    @Test(arguments: modes) func nothingThereIsFine(_ mode: String) throws {
        #expect(try text(mode).state == .ok)
    }

    private static let modesOfGuests = modes.filter { $0 != "volume" }

    /// A guest that is there, and of which nobody said anything, is not to pass for well.
    @Test(arguments: modesOfGuests) func guestsWithoutAnAnswer(_ mode: String) throws {
        let said = try text(mode, [guest("web", 1)])
        #expect(said.text.hasPrefix("LIBVIRT UNKNOWN: 1/1 ") && said.text.contains("\nUNKNOWN web: was not read\n"))
        let gone = try text(mode, [guest("web", 1)]) { $0.gone = [self.uuid(1)] }
        #expect(gone.state == .ok && !gone.text.contains("web"))
        let questions = try #require(CheckMode(named: mode)).needs(CheckSettings()).questions
        for subject in ["web", nil] {
            let failed = try text(mode, [guest("web", 1)]) {
                $0.failures = questions.map { .init($0, of: subject, "hangs") }
            }
            #expect(failed.state == .unknown && !failed.text.contains("was not read"))
        }
        let other = try text(mode, [guest("web", 1)]) {
            $0.failures = questions.map { .init($0, of: "other", "hangs") }
        }
        #expect(other.text.contains("UNKNOWN web: was not read"))
    }

    @Test func aLibvirtThatWarnsOfNothing() throws {
        let said = try text("config", [guest("web", 1), guest("off", 2, isRunning: false)]) {
            $0.unsupported = [.messages]
        }
        #expect(said.state == .ok)
    }

    @Test(arguments: modes, [false, true]) func nothingToLookAt(_ mode: String, looksForOrphans: Bool) throws {
        var settings = CheckSettings()
        settings.checksOrphans = looksForOrphans
        settings.onEmpty = .warning
        let none = try text(mode, [], settings)
        #expect(none.state == .warning && none.text.contains("there are no "), "\(none.text)")
        settings.onEmpty = .ok
        settings.leastCount = 1
        #expect(try text(mode, [], settings).state == .critical)
    }

    @Test(arguments: modes) func whatCouldNotBeFoundOutIsUnknown(_ mode: String) throws {
        for subject in ["web", nil] {
            let said = try text(mode, [guest("web", 1)]) {
                $0.failures = [.init(.snapshots, of: subject, "libvirt does not\nanswer | x=1")]
            }
            #expect(said.state == .unknown && said.text.contains("libvirt does not answer ¦ x=1"))
        }
    }

    @Test(arguments: modes) func everyRangeIsOne(_ mode: String) throws {
        for metric in try #require(CheckMode(named: mode)).metrics {
            for range in [metric.warning, metric.critical].compactMap({ $0 }) {
                _ = try AlertRange(range, unit: metric.unit)
            }
        }
    }

    // MARK: volume

    private func volume(_ name: String, _ allocation: UInt64, of capacity: UInt64) -> DirectAnswers.Volume {
        .init(pool: "images", name: name, path: "/images/\(name)", capacity: capacity, allocation: allocation)
    }

    @Test func volumesAreFullByThresholdsAlone() throws {
        let fill: (inout DirectAnswers) -> Void = {
            $0.volumes = [
                self.volume("a", 95, of: 100), self.volume("none", 0, of: 0), self.volume("raw", 104, of: 100),
            ]
        }
        let plain = try text("volume", [], CheckSettings(), fill)
        #expect(plain.state == .ok && plain.text.contains("'images_a_used'=95%") && !plain.text.contains("none_used"))
        // a most below a value would be no most
        #expect(plain.text.contains("'images_raw_used'=104%;;;0\n"))
        #expect(!plain.text.contains("orphans"))
        var settings = CheckSettings()
        settings.warnings["used"] = try AlertRange("80", unit: .percent)
        #expect(try text("volume", [], settings, fill).state == .warning)
        settings.criticals["used"] = try AlertRange("90", unit: .percent)
        let full = try text("volume", [], settings, fill)
        #expect(full.state == .critical && full.text.hasPrefix("LIBVIRT CRITICAL: 2/3 volumes: images a used 95%"))
    }

    @Test func orphansAreToldOfOnlyWhenAllUseIsKnown() throws {
        var settings = CheckSettings()
        settings.checksOrphans = true
        let fill: (inout DirectAnswers) -> Void = {
            $0.volumes = [
                self.volume("a", 1, of: 2), self.volume("b", 1, of: 2), self.volume("c|d 'e'=f\n", 1, of: 2),
            ]
            $0.usedPaths = ["/images/a", "images/b"]
        }
        let said = try text("volume", [], settings, fill)
        #expect(said.state == .warning && said.text.contains("'orphans'=1"))
        #expect(said.text.contains("no guest uses it"))
        #expect(said.text.split(separator: "\n").first?.filter { $0 == "|" }.count == 1)
        let unsure = try text("volume", [], settings) {
            fill(&$0)
            $0.failures = [.init(.usedPaths, of: "web", "hangs")]
        }
        #expect(unsure.state == .unknown && !unsure.text.contains("no guest uses it"))
        #expect(!unsure.text.contains("'orphans'"))
        #expect(CheckMode.volume.needs(CheckSettings()).questions == [.volumes])
        #expect(CheckMode.volume.needs(settings).questions == [.volumes, .usedPaths])
    }

    // MARK: snapshot, checkpoint, managed-save

    @Test(arguments: [
        (1.0, ServiceState.ok), (7.5, .warning), (31, .critical), (-1, .ok),
    ])
    func oldSnapshots(_ days: Double, _ expected: ServiceState) throws {
        let said = try text("snapshot", [guest("web", 1), guest("off", 2, isRunning: false)]) {
            $0.snapshots[self.uuid(1)] = [
                .init(name: "new", createdAt: Self.now),
                .init(name: "old\u{1b}[2J|", createdAt: Self.now - days * Self.day),
                .init(name: "unknown", createdAt: nil),
            ]
            $0.snapshots[self.uuid(2)] = []
            $0.chains[self.uuid(1)] = 4
        }
        #expect(said.state == expected)
        #expect(said.text.contains("'web_count'=3") && said.text.contains("'off_count'=0"))
        #expect(
            said.text.contains("'web_chain'=4") && !said.text.contains("off_age") && !said.text.contains("off_chain"))
        #expect(!said.text.contains("\u{1b}"))
        if expected != .ok { #expect(said.text.contains("the oldest is old\\u{1b}[2J¦")) }
    }

    @Test func checkpoints() throws {
        var settings = CheckSettings()
        let fill: (inout DirectAnswers) -> Void = {
            $0.checkpoints[self.uuid(1)] = [.init(name: "c", createdAt: Self.now - 400 * Self.day)]
        }
        #expect(try text("checkpoint", [guest("web", 1)], settings, fill).state == .ok)
        settings.warnings["age"] = try AlertRange("1d", unit: .seconds)
        #expect(try text("checkpoint", [guest("web", 1)], settings, fill).state == .warning)
    }

    @Test func managedSaves() throws {
        let said = try text("managed-save", [guest("a", 1, isRunning: false), guest("b", 2), guest("c", 3)]) {
            $0.managedSaves = [self.uuid(1): true, self.uuid(2): false]
            $0.gone = [self.uuid(3)]
        }
        #expect(said.state == .warning && said.text.contains("1/2 guests: a has a managed save image"))
        #expect(said.text.contains("'saved'=1"))
    }

    // MARK: block-job

    @Test(
        arguments: [
            ("copy", 50, 100, ServiceState.ok, "50%"), ("copy", 100, 100, .warning, "100%"),
            ("active_commit", 1, 1, .warning, "100%"),
            ("pull", 100, 100, .ok, "100%"), ("copy", 0, 0, .ok, nil), ("commit", 0, 1, .ok, nil),
            ("backup", 200, 100, .ok, "100%"),
            ("unknown(9)", 1, 4, .ok, "25%"),
        ] as [(String, UInt64, UInt64, ServiceState, String?)])
    func blockJobs(_ kind: String, _ current: UInt64, _ end: UInt64, _ expected: ServiceState, _ progress: String?)
        throws
    {
        let said = try text("block-job", [guest("web", 1)]) {
            $0.blockJobs[self.uuid(1)] = [.init(disk: "vda", kind: kind, current: current, end: end)]
        }
        #expect(said.state == expected && said.text.contains("'jobs'=1"))
        if let progress {
            #expect(said.text.contains("'web_vda_progress'=\(progress)"))
        } else {
            #expect(!said.text.contains("progress"))
        }
    }

    @Test func noBlockJobs() throws {
        #expect(
            try text("block-job", [guest("web", 1)]) { $0.blockJobs[self.uuid(1)] = [] }.text.contains("no block jobs"))
    }

    // MARK: agent, guest-fs

    @Test func agentsThatAreAway() throws {
        var settings = CheckSettings()
        settings.pingsAgents = true
        #expect(CheckMode.agent.needs(settings).needsWriting && !CheckMode.agent.needs(CheckSettings()).needsWriting)
        settings.grace = 120
        let guests = [
            guest("up", 1), guest("away", 2, startedAt: Self.now - 3600), guest("dumb", 3), guest("none", 4),
            guest("paused", 5, state: "paused"), guest("new", 6, startedAt: Self.now - 20),
            guest("off", 7, isRunning: false), guest("untold", 8),
            // by a clock that was wrong
            guest("ahead", 9, startedAt: Self.now + 3600),
        ]
        let said = try text("agent", guests, settings) {
            $0.agents = [
                self.uuid(1): .connected, self.uuid(2): .disconnected, self.uuid(3): .silent,
                self.uuid(5): .disconnected,
                self.uuid(4): .absent, self.uuid(6): .disconnected, self.uuid(7): .disconnected, self.uuid(8): .untold,
                self.uuid(9): .disconnected,
            ]
        }
        #expect(said.state == .warning)
        #expect(said.text.contains("4/7 guests: away its agent is not connected"))
        #expect(
            said.text.contains("'connected'=1") && said.text.contains("'disconnected'=4")
                && said.text.contains("'silent'=1"))
    }

    /// An agent that could not be asked is neither connected nor silent, and its guest is one guest.
    @Test(arguments: CheckSettings.GuestLabel.allCases)
    func agentsThatCouldNotBeAsked(_ label: CheckSettings.GuestLabel) throws {
        var settings = CheckSettings()
        settings.pingsAgents = true
        settings.label = label
        let guests = [guest("web", 1), guest("db", 2)]
        let fill: (inout DirectAnswers) -> Void = {
            $0.agents = [self.uuid(1): .connected, self.uuid(2): .connected]
            $0.failures = [.init(.agentPing, of: "web", "denied")]
        }
        let said = try text("agent", guests, settings, fill)
        let name = label == .name ? "web" : settings.name(of: guests[0].identity)
        #expect(said.state == .unknown && said.text.contains("UNKNOWN \(name): denied\n"))
        #expect(said.text.hasPrefix("LIBVIRT UNKNOWN: 1/2 guests: ") && said.text.contains("'connected'=1;"))
        let none = try text("agent", guests, settings) {
            fill(&$0)
            $0.failures = [.init(.agentPing, of: nil, "2 calls to libvirt were not made in time")]
        }
        #expect(none.state == .unknown && !none.text.contains("'connected'"))
    }

    @Test(arguments: ["agent", "guest-fs"]) func aGuestThatIsNamedAndHasNoAgent(_ mode: String) throws {
        let fill: (inout DirectAnswers) -> Void = { $0.agents = [self.uuid(1): .absent] }
        var settings = try CheckSettings.naming("web")
        let said = try text(mode, [guest("web", 1)], settings, fill)
        #expect(said.text.hasPrefix("LIBVIRT UNKNOWN: 1/1 "))
        #expect(said.text.contains("\nUNKNOWN web: has no channel for an agent\n"))
        settings.onMissing = .ok
        #expect(try text(mode, [guest("web", 1)], settings, fill).state == .ok)
        #expect(try text(mode, [guest("web", 1)], .naming("w*"), fill).state == .ok)
    }

    @Test(arguments: [(50, ServiceState.ok), (92, .warning), (96, .critical)] as [(UInt64, ServiceState)])
    func fileSystems(_ used: UInt64, _ expected: ServiceState) throws {
        let said = try text("guest-fs", [guest("web", 1)]) {
            $0.fileSystems[self.uuid(1)] = [
                .init(mountPoint: "/", type: "ext4", total: 100, used: used),
                .init(mountPoint: "/snap/x", type: "squashfs", total: 100, used: 100),
                .init(mountPoint: "/proc|x=1", total: nil, used: nil), .init(mountPoint: "/empty", total: 0, used: 0),
            ]
        }
        #expect(said.state == expected && said.text.contains("'web_/_used'=\(used)%"))
        #expect(!said.text.contains("/snap") && !said.text.contains("/proc") && !said.text.contains("/empty used"))
    }

    @Test func agentsThatTellNoSizes() throws {
        let said = try text("guest-fs", [guest("web", 1)]) {
            $0.fileSystems[self.uuid(1)] = [.init(mountPoint: "/", type: "ext4", total: nil, used: nil)]
        }
        #expect(said.text.hasPrefix("LIBVIRT UNKNOWN: no agent tells how full its file systems are"))
    }

    @Test func guestsWithoutSnapshots() throws {
        var settings = CheckSettings()
        settings.criticals["age"] = try AlertRange("1d", unit: .seconds)
        let none = try text("snapshot", [guest("web", 1)], settings) { $0.snapshots[self.uuid(1)] = [] }
        #expect(none.state == .ok)
        let undated = try text("snapshot", [guest("web", 1)], settings) {
            $0.snapshots[self.uuid(1)] = [.init(name: "a", createdAt: nil)]
        }
        #expect(undated.text.hasPrefix("LIBVIRT UNKNOWN: age is not known"))
    }

    @Test func fileSystemsOfGuestsThatDoNotAnswer() throws {
        let said = try text("guest-fs", [guest("web", 1), guest("none", 2), guest("paused", 3, state: "paused")]) {
            $0.agents = [self.uuid(1): .disconnected, self.uuid(2): .absent, self.uuid(3): .disconnected]
        }
        #expect(said.state == .unknown && said.text.contains("web its agent is not connected"))
        #expect(!said.text.contains("paused its") && !said.text.contains("none"))
    }

    // MARK: config

    @Test func drifts() throws {
        let guests = [guest("web", 1), guest("db", 2), guest("off", 3, isRunning: false)]
        let said = try text("config", guests) {
            $0.drifts = [self.uuid(1): ["memory 2 GiB live, 4 GiB at the next start"], self.uuid(2): []]
            $0.messages = [self.uuid(2): [], self.uuid(3): ["tainted: x\ny"]]
        }
        #expect(said.state == .warning && said.text.contains("2/3 guests"))
        #expect(said.text.contains("web: memory 2 GiB live, 4 GiB at the next start"))
        #expect(said.text.contains("off: tainted: x y"))
        #expect(said.text.contains("'drifts'=1") && said.text.contains("'messages'=1"))
        #expect(
            try text("config", guests) {
                $0.drifts = [self.uuid(1): [], self.uuid(2): []]
                $0.messages = [self.uuid(3): []]
            }.state == .ok)
    }
}
