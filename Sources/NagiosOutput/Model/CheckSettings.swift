/// What an operator chose.
public struct CheckSettings: Sendable {
    /// By metric, the range that warns, in place of the mode's.
    public var warnings: [String: AlertRange] = [:]
    /// By metric, the range that is critical, in place of the mode's.
    public var criticals: [String: AlertRange] = [:]
    /// Which guests are meant.
    public var selection = GuestSelection()
    /// Which states are how bad, in place of the mode's.
    public var stateMap = StateMap()
    /// The states that guests may be in; none: any that the map has as well.
    public var expected: Set<String> = []
    /// Names that have to be there.
    public var required: [String] = []
    /// Names that must not be there.
    public var forbidden: [String] = []
    /// Seconds for which something may be as it should not be.
    public var grace: Double?
    /// Seconds for which a job may make no progress.
    public var stall: Double?
    /// Whether checks remember how far jobs were.
    public var keepsProgress = false
    /// What it is when a guest that is named is not there.
    public var onMissing = ServiceState.unknown
    /// What it is when there is nothing to look at.
    public var onEmpty = ServiceState.ok
    /// How many things there have to be.
    public var leastCount: Int?
    /// Seconds that a sample may be old.
    public var longestAge: Double?
    /// Which performance data there is.
    public var perfdata = PerfdataAmount.full
    /// How many lines of detail there are at most, and of how many things there is perfdata; `nil`: ``mostLines``, and as many
    /// things as there is room for.
    public var mostItems: Int?
    /// How guests are called in labels.
    public var label = GuestLabel.name
    /// How much is told: 0 to 3.
    public var verbosity = 0
    /// Of what the use of processors is a part.
    public var cpuBase = CPUBase.guest
    /// Whether volumes are looked for that no guest uses.
    public var checksOrphans = false
    /// Whether guests' agents are asked whether they answer.
    public var pingsAgents = false
    /// Seconds for which events are told.
    public var eventsWithin = 300.0

    /// How many lines of detail there are at most, unless the operator says.
    static let mostLines = 50

    /// The mode's defaults.
    public init() {}

    /// Whether the operator gave a range for one of these metrics.
    func limits(_ metrics: String...) -> Bool {
        metrics.contains { warnings[$0] != nil || criticals[$0] != nil }
    }

    /// Whether anybody would see a value of one of these metrics, which costs something to know.
    func wants(_ metrics: String...) -> Bool {
        perfdata == .full || metrics.contains { warnings[$0] != nil || criticals[$0] != nil }
    }

    /// Which performance data there is.
    public enum PerfdataAmount: String, CaseIterable, Sendable {
        /// None.
        case none
        /// What is said of all things together.
        case summary
        /// Of each thing.
        case full
    }

    /// How guests are called in labels.
    public enum GuestLabel: String, CaseIterable, Sendable {
        /// By name.
        case name
        /// By UUID, which outlives renaming.
        case uuid
    }

    /// Of what the use of processors is a part.
    public enum CPUBase: String, CaseIterable, Sendable {
        /// Of the guest's own virtual CPUs.
        case guest
        /// Of the host's processors.
        case host
    }
}
