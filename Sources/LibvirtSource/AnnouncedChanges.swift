import Libvirt
import Synchronization

/// Counts, by domain, the changes of its XML that libvirt announces: devices that come and go, new metadata, a new
/// definition.
final class AnnouncedChanges: Sendable {
    private let counts = Mutex<[DomainUUID: UInt64]>([:])

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
    func number(of domain: DomainUUID) -> UInt64 { counts.withLock { $0[domain] ?? 0 } }

    private func count(_ domain: DomainUUID) { counts.withLock { $0[domain, default: 0] += 1 } }

    private func forget(_ domain: DomainUUID) { counts.withLock { $0[domain] = nil } }
}
