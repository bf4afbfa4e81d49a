import Libvirt
import Synchronization

/// Counts the changes that libvirt announces: of a domain's XML (devices that come and go, new metadata, a new
/// definition), and of domains' lives.
final class AnnouncedChanges: Sendable {
    private struct Counts {
        var byDomain: [DomainUUID: UInt64] = [:]
        var lives: UInt64 = 0
    }

    private let counts = Mutex(Counts())

    /// Listens as long as the connection stands; `nil` if its driver has no events.
    static func on(_ connection: Connection) async -> AnnouncedChanges? {
        guard let added = try? await connection.deviceAddedEvents(),
            let removed = try? await connection.deviceRemovedEvents(),
            let metadata = try? await connection.metadataChangeEvents(),
            let lifecycle = try? await connection.lifecycleEvents()
        else { return nil }
        let changes = AnnouncedChanges()
        // each ends with its stream, which ends with the connection
        Task { for await event in added { changes.count(event.domain.uuid) } }
        Task { for await event in removed { changes.count(event.domain.uuid) } }
        Task { for await event in metadata { changes.count(event.domain.uuid) } }
        Task {
            for await event in lifecycle {
                changes.live()
                switch event.kind {
                case .defined: changes.count(event.domain.uuid)
                case .undefined: changes.forget(event.domain.uuid)
                default: break
                }
            }
        }
        return changes
    }

    /// The changes announced of a domain so far.
    func number(of domain: DomainUUID) -> UInt64 { counts.withLock { $0.byDomain[domain] ?? 0 } }

    /// How often any domain was defined, started, stopped or the like so far.
    var lives: UInt64 { counts.withLock { $0.lives } }

    private func count(_ domain: DomainUUID) { counts.withLock { $0.byDomain[domain, default: 0] += 1 } }

    private func forget(_ domain: DomainUUID) { counts.withLock { $0.byDomain[domain] = nil } }

    private func live() { counts.withLock { $0.lives += 1 } }
}
