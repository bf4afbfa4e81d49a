import Catalogue
import Snapshot

extension CheckMode {
    /// Whether disks of guests are in error, or guests are paused for that.
    static let ioError = CheckMode(
        "io-error", "whether guests' disks are in error, or guests are paused for that",
        tellsStuckGuests: true,
        needs: { _ in CheckNeeds([.state], questions: [.diskErrors]) },
        findings: { input, settings in
            CheckFindings(
                input.running(settings).map { guest in
                    var verdicts: [CheckItem.Verdict] = []
                    if let state = guest.state, state.name == "paused", state.reason == "ioerror" {
                        verdicts.append(.init(.critical, state.summary))
                    }
                    for (disk, error) in input.answers.diskErrors[guest.identity.uuid] ?? [] where error != 0 {
                        verdicts.append(.init(.critical, "\(disk) \(word(error))"))
                    }
                    if guest.isStuck { verdicts.append(.init(.unknown, "does not answer")) }
                    return CheckItem(settings.name(of: guest.identity), verdicts: verdicts)
                })
        })

    /// `virDomainDiskErrorCode`.
    private static func word(_ error: Int32) -> String {
        switch error {
        case 1: "has I/O errors"
        case 2: "has no space"
        default: "has error \(error)"
        }
    }
}
