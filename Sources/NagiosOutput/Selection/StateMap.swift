import Catalogue

/// Which states of a guest are how bad: `STATE=HOW` or `STATE/REASON=HOW`, by libvirt's names.
public struct StateMap: Sendable {
    private var entries: [String: ServiceState] = [:]

    /// Nothing but the mode's own.
    public init() {}

    /// Reads a list such as `paused/user=ok,shutoff=critical`.
    ///
    /// - Throws: ``CheckMistake`` for what is none, and for a state or a reason that libvirt has not.
    public init(_ text: String) throws(CheckMistake) {
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let how = ServiceState(named: String(sides[1])) else {
                throw CheckMistake(
                    "'\(entry)' in the state map is not STATE[/REASON]=HOW; HOW is ok, warning, critical or unknown")
            }
            entries[try Self.key(sides[0].lowercased())] = how
        }
    }

    /// The names of states that an operator gave.
    ///
    /// - Throws: ``CheckMistake`` for what is none.
    public static func states(_ texts: [String], of option: String) throws(CheckMistake) -> Set<String> {
        var states: Set<String> = []
        for text in texts {
            let name = text.lowercased()
            guard Catalogue.domainStates.contains(name) || isNumbered(name) else {
                throw CheckMistake(
                    "\(option) '\(text)' is no state; there are: \(Catalogue.domainStates.joined(separator: ", "))")
            }
            states.insert(name)
        }
        return states
    }

    /// How bad a state is by this map; `nil` if it does not say.
    func state(_ name: String, reason: String?) -> ServiceState? {
        reason.flatMap { entries["\(name)/\($0)"] } ?? entries[name]
    }

    private static func key(_ name: String) throws(CheckMistake) -> String {
        let words = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let state = words.first, Catalogue.domainStates.contains(state) || isNumbered(state) else {
            throw CheckMistake(
                "'\(name)' in the state map is no state; there are: \(Catalogue.domainStates.joined(separator: ", "))")
        }
        guard words.count == 2 else { return name }
        let reasons = StateReasons.names(of: state)
        guard reasons.contains(words[1]) || isNumbered(words[1]) else {
            throw CheckMistake(
                "'\(words[1])' in the state map is no reason of \(state); there are: \(reasons.joined(separator: ", "))"
            )
        }
        return name
    }

    /// What a newer libvirt may have is called by its number: `unknown(15)`.
    private static func isNumbered(_ name: String) -> Bool {
        name.hasPrefix("unknown(") && name.hasSuffix(")") && name.dropFirst(8).dropLast().allSatisfy(\.isNumber)
            && name.count > 9
    }
}
