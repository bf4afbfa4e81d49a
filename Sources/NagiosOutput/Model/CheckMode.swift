public import Catalogue

/// What a check looks at.
public struct CheckMode: Sendable {
    /// Its name on the command line.
    public let name: String
    /// What it is for, in one line of the help.
    public let summary: String
    /// What one thing is called that it looks at, and several.
    public let noun: (one: String, many: String)
    /// What it measures; thresholds without a name are of the first.
    public let metrics: [CheckMetric]
    /// Whether it is of guests, so that a selection of them means something.
    public let isOfGuests: Bool
    /// Whether it lists things, so that a number of them means something.
    public let listsThings: Bool
    /// Whether it is of guests that run alone, so that one which is named but off is not looked at.
    let isOfRunning: Bool
    /// What of a sample it can do without.
    let reliance: Reliance
    /// Whether it tells of guests that do not answer, so that they have to be asked something.
    public let tellsStuckGuests: Bool
    /// Whether it is of the daemon itself, so that libvirt is no other source of it unless the operator says so.
    public let isOfDaemon: Bool
    /// What has to be known for it.
    public let needs: @Sendable (CheckSettings) -> CheckNeeds
    /// Remembers how far jobs are at a moment, in seconds since the machine started; `nil` of a mode that is of no jobs.
    public let noteProgress: (@Sendable (CheckInput, inout ProgressMemory, Double) -> Void)?
    /// Looks.
    let findings: @Sendable (CheckInput, CheckSettings) -> CheckFindings

    init(
        _ name: String, _ summary: String, noun: (one: String, many: String) = ("guest", "guests"),
        metrics: [CheckMetric] = [], isOfGuests: Bool = true, listsThings: Bool = true, isOfRunning: Bool = false,
        tellsStuckGuests: Bool = false,
        isOfDaemon: Bool = false, reliance: Reliance = .freshSample,
        needs: @escaping @Sendable (CheckSettings) -> CheckNeeds,
        noteProgress: (@Sendable (CheckInput, inout ProgressMemory, Double) -> Void)? = nil,
        findings: @escaping @Sendable (CheckInput, CheckSettings) -> CheckFindings
    ) {
        self.name = name
        self.summary = summary
        self.noun = noun
        self.metrics = metrics
        self.isOfGuests = isOfGuests
        self.listsThings = listsThings
        self.isOfRunning = isOfRunning
        self.tellsStuckGuests = tellsStuckGuests
        self.isOfDaemon = isOfDaemon
        self.reliance = reliance
        self.needs = needs
        self.noteProgress = noteProgress
        self.findings = findings
    }

    /// What a mode needs of a sample before it can say anything.
    enum Reliance: Sendable {
        /// One that libvirt gave a while ago at most.
        case freshSample
        /// One that libvirt gave, whenever: its age is what the mode tells.
        case anySample
        /// None.
        case nothing
    }

    /// The mode of this name.
    public init?(named name: String) {
        guard let mode = Self.all.first(where: { $0.name == name }) else { return nil }
        self = mode
    }

    /// The metric of this name; without a name the first.
    public func metric(_ name: String?) throws(CheckMistake) -> CheckMetric {
        guard let first = metrics.first else {
            throw CheckMistake("mode \(self.name) measures nothing; leave the thresholds out")
        }
        guard let name else { return first }
        guard let metric = metrics.first(where: { $0.name == name }) else {
            throw CheckMistake(
                "mode \(self.name) has no metric '\(name)'; it has: \(metrics.map(\.name).joined(separator: ", "))")
        }
        return metric
    }
}

/// What has to be known for a check.
public struct CheckNeeds: Sendable {
    /// What of a sample; ``Catalogue/Collector/info`` among them where the domain XML is needed.
    public var collectors: Set<Collector>
    /// The numbers of theirs that are looked at; `nil`: any.
    public var metrics: Set<MetricID>?
    /// Whether two samples are needed, some seconds apart.
    public var needsRates: Bool
    /// What libvirt has to be asked of beside samples, be the daemon there or not.
    public var questions: Set<DirectQuestion>
    /// Whether events are needed, which the daemon alone has.
    public var needsEvents: Bool

    /// These needs.
    public init(
        _ collectors: Set<Collector> = [.state], _ metrics: Set<MetricID>? = nil, rates: Bool = false,
        questions: Set<DirectQuestion> = [], events: Bool = false
    ) {
        self.collectors = collectors
        self.metrics = metrics
        needsRates = rates
        self.questions = questions
        needsEvents = events
    }

    /// Whether libvirt allows it over a connection for writing alone.
    public var needsWriting: Bool { questions.contains { $0.needsWriting } }
}

/// What libvirt is asked of beside samples.
public enum DirectQuestion: String, CaseIterable, Hashable, Sendable {
    /// That it answers at all, and its versions.
    case connection
    /// What stands in guests' metadata.
    case metadata
    /// The disks of guests that are in error.
    case diskErrors
    /// Guests' snapshots.
    case snapshots
    /// Guests' checkpoints.
    case checkpoints
    /// Which guests have a managed save image.
    case managedSave
    /// The jobs that guests' disks have.
    case blockJobs
    /// Whether guests' agents are connected.
    case agents
    /// Whether guests' agents answer.
    case agentPing
    /// Guests' file systems, as their agents tell them.
    case fileSystems
    /// What guests' configuration for the next start has other than the one they run with.
    case configurations
    /// What libvirt warns of of a guest.
    case messages
    /// The volumes of the storage pools.
    case volumes
    /// The images that any guest's disks use, selected or not.
    case usedPaths
    /// The addresses that virtual networks have lent.
    case leases
    /// The host's huge pages.
    case hugePages

    /// Whether libvirt allows it over a connection for writing alone: agents are commanded.
    public var needsWriting: Bool {
        switch self {
        case .agentPing, .fileSystems: true
        default: false
        }
    }
}
