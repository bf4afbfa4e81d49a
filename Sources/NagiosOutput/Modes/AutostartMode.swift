import Catalogue
import Snapshot

extension CheckMode {
    /// Whether the guests run that start with the host.
    ///
    /// With a grace, one that went off no longer ago is well, and so is each for as long after the host's start. A guest
    /// without a configuration cannot start with the host.
    static let autostart = CheckMode(
        "autostart", "whether the guests run that are to start with the host",
        noun: ("autostarted guest", "autostarted guests"),
        needs: { _ in CheckNeeds([.state]) },
        findings: { input, settings in
            CheckFindings(
                input.guests(settings).filter { $0.isAutostarted != false && $0.isPersistent != false }.map { guest in
                    let name = settings.name(of: guest.identity)
                    let state = guest.state?.summary ?? "not running"
                    if guest.isUp { return CheckItem(name, note: state) }
                    guard guest.isAutostarted != nil else {
                        return CheckItem(name, verdicts: [.init(.unknown, "not known to start with the host or not")])
                    }
                    guard !input.isInGrace(guest, settings) else { return CheckItem(name, note: "\(state), in grace") }
                    return CheckItem(
                        name, verdicts: [.init(.critical, state)], note: input.noteOfGrace(guest, settings))
                })
        })
}
