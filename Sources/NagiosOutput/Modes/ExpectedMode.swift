import Catalogue
import PosixPattern
import Snapshot

extension CheckMode {
    /// Whether the guests are there that have to be, and none that must not be.
    ///
    /// Required guests are looked for by name or UUID, byte by byte; forbidden ones by patterns too. One has to be well by the map of states and may not be
    /// off; with a grace, one that went off no longer ago is well, and so is each for as long after the host's start. A
    /// forbidden one is told whether it runs or not.
    static let expected = CheckMode(
        "expected", "whether required guests run, and forbidden ones are not there",
        noun: ("expected guest", "expected guests"),
        needs: { _ in CheckNeeds([.state]) },
        findings: { input, settings in
            let guests = input.snapshot.domains
            let required = settings.required.map { name in
                guard let guest = guests.first(where: { $0.identity.isCalled(name) }) else {
                    return CheckItem(name, verdicts: [.init(.critical, "is not there")])
                }
                let state = guest.state?.summary ?? "not running"
                guard guest.isUp else {
                    let isAllowed =
                        input.isInGrace(guest, settings)
                        || guest.state.flatMap { settings.stateMap.state($0.name, reason: $0.reason) } == .ok
                    if isAllowed { return CheckItem(name, note: state) }
                    return CheckItem(
                        name, verdicts: [.init(.critical, state)], note: input.noteOfGrace(guest, settings))
                }
                guard let verdict = input.verdict(of: guest, settings) else { return CheckItem(name, note: state) }
                let how: ServiceState = verdict.state == .unknown ? .unknown : .critical
                return CheckItem(name, verdicts: [.init(how, verdict.reason)])
            }
            let forbidden = settings.forbidden.flatMap { name -> [CheckItem] in
                guests.filter {
                    $0.identity.isCalled(name)
                        || ShellPattern.isOne(name) && ShellPattern(name).matches($0.identity.name)
                }.map {
                    let state = $0.state.map { " (\($0.name))" } ?? ""
                    return CheckItem($0.identity.name, verdicts: [.init(.warning, "must not be there\(state)")])
                }
            }
            var findings = CheckFindings(required + forbidden)
            if settings.required.isEmpty, settings.forbidden.isEmpty {
                findings.verdicts = [.init(.unknown, "nothing is expected; give --require or --forbid")]
            }
            findings.summary = words(settings, guests)
            return findings
        })

    /// What is said where all is well: one that may be off need not run.
    private static func words(_ settings: CheckSettings, _ guests: [DomainSample]) -> String {
        let running = settings.required.count { name in guests.contains { $0.identity.isCalled(name) && $0.isUp } }
        let (required, forbidden) = (settings.required.count, settings.forbidden.count)
        return [
            required == 0 ? nil : "\(running) of \(required) required guests run",
            forbidden == 0 ? nil : "\(forbidden) forbidden \(forbidden == 1 ? "guest is" : "guests are") not there",
        ].compactMap { $0 }.joined(separator: ", ")
    }
}

extension DomainIdentity {
    /// Whether this is its name or its UUID.
    func isCalled(_ text: String) -> Bool {
        name.utf8.elementsEqual(text.utf8) || uuid.description == text.lowercased()
    }
}
