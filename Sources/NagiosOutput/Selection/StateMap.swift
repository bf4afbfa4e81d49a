import Catalogue

/// Which states of a guest are how bad: `STATE=HOW` or `STATE/REASON=HOW`, by libvirt's names.
public struct StateMap: Sendable {
    private var entries: [String: ServiceState] = [:]

    /// Nothing but the mode's own.
    public init() {}

    /// Reads a list such as `paused/user=ok,shutoff=critical`.
    ///
    /// - Throws: ``CheckMistake`` for what is none, and for a state that libvirt has not.
    public init(_ text: String) throws(CheckMistake) {
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let state = ServiceState(named: String(sides[1])) else {
                throw CheckMistake(
                    "'\(entry)' in the state map is not STATE[/REASON]=HOW; HOW is ok, warning, critical or unknown")
            }
            let name = sides[0].lowercased()
            let words = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = words.first, Catalogue.domainStates.contains(String(first)), words.last != "" else {
                throw CheckMistake(
                    "'\(sides[0])' in the state map is no state; there are: \(Catalogue.domainStates.joined(separator: ", "))")
            }
            entries[name] = state
        }
    }

    /// How bad a state is by this map; `nil` if it does not say.
    func state(_ name: String, reason: String?) -> ServiceState? {
        reason.flatMap { entries["\(name)/\($0)"] } ?? entries[name]
    }
}
