import Libvirt
import Synchronization

/// Counts the changes that libvirt announces: of a domain's XML (devices that come and go, new metadata, processors that
/// are pinned, a new definition), and of domains' lives.
final class AnnouncedChanges: Sendable {
    private struct Counts {
        /// By domain, the number of its last change among all: one that is defined anew never gets an old number.
        var byDomain: [DomainUUID: UInt64] = [:]
        var last: UInt64
        var lives: UInt64 = 0
    }

    private let counts: Mutex<Counts>
    /// The number of domains without a change.
    private let first: UInt64

    private init(_ epoch: UInt64) {
        first = epoch << 40
        counts = Mutex(Counts(last: first))
    }

    /// Listens as long as the connection stands; `nil` if its driver has no events.
    ///
    /// - Parameter epoch: Another for each connection, for what changed between two of them nobody announced.
    static func on(_ connection: Connection, epoch: UInt64) async -> AnnouncedChanges? {
        guard let added = try? await connection.deviceAddedEvents(),
            let removed = try? await connection.deviceRemovedEvents(),
            let metadata = try? await connection.metadataChangeEvents(),
            let tunables = try? await connection.tunableEvents(),
            let lifecycle = try? await connection.lifecycleEvents()
        else { return nil }
        let changes = AnnouncedChanges(epoch)
        // each ends with its stream, which ends with the connection
        Task { for await event in added { changes.count(event.domain.uuid) } }
        Task { for await event in removed { changes.count(event.domain.uuid) } }
        Task { for await event in metadata { changes.count(event.domain.uuid) } }
        Task { for await event in tunables { changes.count(event.domain.uuid) } }
        Task {
            for await event in lifecycle {
                changes.live()
                switch event.kind {
                case .defined, .undefined: changes.count(event.domain.uuid)
                default: break
                }
            }
        }
        return changes
    }

    /// The number of the last change announced of a domain.
    func number(of domain: DomainUUID) -> UInt64 { counts.withLock { $0.byDomain[domain] ?? first } }

    /// How often any domain was defined, started, stopped or the like so far.
    var lives: UInt64 { counts.withLock { $0.lives } }

    /// Forgets domains that are gone.
    func keepOnly(_ domains: [DomainReference]) {
        counts.withLock { counts in
            guard counts.byDomain.count > domains.count else { return }
            let present = Set(domains.lazy.map(\.uuid))
            counts.byDomain = counts.byDomain.filter { present.contains($0.key) }
        }
    }

    private func count(_ domain: DomainUUID) {
        counts.withLock { counts in
            counts.last += 1
            counts.byDomain[domain] = counts.last
        }
    }

    private func live() { counts.withLock { $0.lives += 1 } }
}
