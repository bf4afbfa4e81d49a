/// An option that not every mode reads, by its long name.
///
/// What a mode does not read is refused there: whoever gives it means something that would not be done.
public enum CheckOption: String, CaseIterable, Hashable, Sendable {
    case domain, regex, metadata, exclude, active, inactive, persistent
    case stateMap = "state-map"
    case expect, require
    case requireFile = "require-file"
    case forbid
    case forbidFile = "forbid-file"
    case grace, stall
    case onMissing = "on-missing"
    case onEmpty = "on-empty"
    case minCount = "min-count"
    case maxAge = "max-age"
    case of, since, ping, orphans

    /// Whether it changes what a mode says.
    public func isRead(by mode: CheckMode) -> Bool {
        switch self {
        case .domain, .regex, .metadata, .exclude, .onMissing: mode.choosesGuests
        // an event may be of a guest that is gone
        case .persistent: mode.choosesGuests && mode.name != "events"
        case .active:
            mode.choosesGuests && !mode.isOfRunning && !["collector", "events"].contains(mode.name)
        case .inactive: mode.isOfRunning
        case .stateMap: ["state", "expected"].contains(mode.name)
        case .expect: mode.name == "state"
        case .require, .requireFile, .forbid, .forbidFile: mode.name == "expected"
        case .grace: ["state", "autostart", "expected", "agent"].contains(mode.name)
        case .stall: ["job", "block-job"].contains(mode.name)
        case .onEmpty, .minCount: mode.listsThings
        case .maxAge: mode.reliance != .nothing
        case .of: mode.name == "cpu"
        case .since: mode.name == "events"
        case .ping: mode.name == "agent"
        case .orphans: mode.name == "volume"
        }
    }

    /// The modes that read it.
    public var modes: [CheckMode] { CheckMode.all.filter(isRead) }
}

extension CheckMode {
    /// Whether it is of those guests that a selection chooses: whom `expected` is of is named by other options.
    var choosesGuests: Bool { isOfGuests && name != "expected" }

    /// That these options are given.
    ///
    /// - Throws: ``CheckMistake`` that names those that the mode does not read.
    public func check(_ given: [CheckOption]) throws(CheckMistake) {
        let ignored = given.filter { !$0.isRead(by: self) }
        guard let first = ignored.first else { return }
        let names = ignored.map { "--\($0.rawValue)" }.joined(separator: ", ")
        let modes = ignored.count == 1 && first.modes.count < 5 ? first.modes.map(\.name) : []
        let elsewhere = modes.isEmpty ? "" : ", but in: \(modes.joined(separator: ", "))"
        throw CheckMistake("\(names) \(ignored.count == 1 ? "does" : "do") nothing in mode \(name)\(elsewhere)")
    }
}
