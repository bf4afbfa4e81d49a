import Catalogue
import Snapshot

extension CheckMode {
    /// Whether disks of guests are in error, or guests are paused for that.
    ///
    /// QEMU keeps an error for which it paused a guest, and tells it even after the guest was resumed: of one that runs it is
    /// no alarm any more.
    static let ioError = CheckMode(
        "io-error", "whether guests' disks are in error, or guests are paused for that",
        isOfRunning: true, tellsStuckGuests: true,
        needs: { _ in CheckNeeds([.state], questions: [.diskErrors]) },
        findings: { input, settings in
            CheckFindings(
                input.running(settings).map { guest in
                    var verdicts: [CheckItem.Verdict] = []
                    var past: [String] = []
                    if let state = guest.state, state.name == "paused", state.reason == "ioerror" {
                        verdicts.append(.init(.critical, state.summary))
                    }
                    let errors = input.answers.diskErrors[guest.identity.uuid]
                    for (disk, error) in errors ?? [] where error != 0 {
                        if guest.state?.name == "running" {
                            past.append("\(disk) \(word(error, isPast: true)) before it was resumed")
                        } else {
                            verdicts.append(.init(.critical, "\(disk) \(word(error, isPast: false))"))
                        }
                    }
                    if guest.isStuck {
                        verdicts.append(.init(.unknown, "does not answer"))
                    } else if errors == nil {
                        verdicts += input.unanswered(guest, .diskErrors, settings: settings)?.verdicts ?? []
                    }
                    return CheckItem(
                        settings.name(of: guest.identity), verdicts: verdicts, note: past.joined(separator: ", "))
                })
        })

    /// `virDomainDiskErrorCode`.
    private static func word(_ error: Int32, isPast: Bool) -> String {
        let have = isPast ? "had" : "has"
        return switch error {
        case 1: "\(have) I/O errors"
        case 2: "\(have) no space"
        default: "\(have) error \(error)"
        }
    }
}
