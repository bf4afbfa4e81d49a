import Catalogue
import Snapshot

extension CheckMode {
    /// Whether guests are in a state they should be in.
    ///
    /// A guest that is off is well, for nobody said that it has to run: that is for `autostart` and `expected`. One that the
    /// operator names, and not by a pattern, has to run: it is critical. What passes by itself, such as a pause for a
    /// snapshot, is well until it lasts longer than the operator's grace, or five minutes; where it was not seen to begin, it
    /// is well.
    static let state = CheckMode(
        "state", "whether guests are crashed, paused or otherwise not well",
        tellsStuckGuests: true,
        needs: { _ in CheckNeeds([.state]) },
        findings: { input, settings in
            let guests = input.guests(settings)
            return CheckFindings(
                guests.map { guest in
                    var verdicts = [input.verdict(of: guest, settings)].compactMap { $0 }
                    let note = verdicts.isEmpty ? guest.state?.summary ?? "" : ""
                    if guest.isStuck { verdicts.append(.init(.unknown, "does not answer")) }
                    return CheckItem(
                        settings.name(of: guest.identity), verdicts: verdicts, note: note)
                },
                summary: guests.stateSummary)
        })
}
