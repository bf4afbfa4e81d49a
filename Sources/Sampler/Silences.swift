import Catalogue
import Snapshot

/// For how long libvirt has passed guests over, because another call has their job.
///
/// Whether that call is at work or waits for a monitor that hangs, libvirt does not tell: it may be somebody else's, or
/// that of an agent that ended. But none that lets nobody else in works for long.
struct Silences: Sendable {
    private struct Silence: Sendable {
        /// libvirt's number of the run.
        let run: Int32?
        let since: MonotonicTime
    }

    private var silences: [DomainIdentity.UUID: Silence] = [:]

    /// After this a guest is taken for stuck.
    private let longest: Duration

    init(longest: Duration) { self.longest = longest }

    /// Learns from a reading; one that did not ask for the balloon tells nothing sure: a drive without a medium has no
    /// requests either.
    mutating func learn(_ timed: TimedReading) {
        guard timed.asked.contains(GroupSet([.balloon])) else { return }
        let domain = timed.reading.identity
        switch timed.reading.reachedMonitor {
        case true: silences[domain.uuid] = nil
        case false where silences[domain.uuid]?.run != domain.id || silences[domain.uuid] == nil:
            silences[domain.uuid] = Silence(run: domain.id, since: timed.sampledAt)
        default: break
        }
    }

    /// Forgets guests that are gone.
    mutating func keepOnly(_ inventory: [InventoryEntry]) {
        guard !silences.isEmpty else { return }
        let present = Set(inventory.lazy.map(\.identity.uuid))
        silences = silences.filter { present.contains($0.key) }
    }

    /// Whether a guest has been passed over for so long that it is taken for stuck.
    func isStuck(_ domain: DomainIdentity, at now: MonotonicTime) -> Bool {
        silences[domain.uuid].map { $0.run == domain.id && now - $0.since >= longest } ?? false
    }
}
