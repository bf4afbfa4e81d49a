import FoundationEssentials
public import Libvirt
public import Snapshot

/// A connection over which libvirt announces what happens to guests, and which is asked for nothing.
public struct LifecycleLink: Sendable {
    private let connection: Connection
    private let events: AsyncStream<LifecycleEvent>
    private let closed: AsyncStream<CloseReason>

    /// Seconds of silence after which the daemon is asked for a sign of life, and how often in vain.
    private static let keepAlive = (interval: Int32(5), count: UInt32(3))

    /// Connects, and listens from now on.
    ///
    /// - Throws: Also if the host's driver announces nothing, of a code that says it is unsupported.
    public init(_ uri: String) async throws(LibvirtError) {
        connection = try await Connection(uri: uri)
        // drivers inside this process have none, and never break
        try await connection.setKeepAlive(interval: Self.keepAlive.interval, count: Self.keepAlive.count)
        closed = try await connection.closeEvents()
        events = try await connection.lifecycleEvents()
    }

    /// Hands on each event until the connection breaks.
    public func follow(_ tell: (GuestEvent) async -> Void) async {
        let (connection, closed) = (connection, closed)
        let end = Task {
            for await _ in closed {}
            // which ends the events after the last one that was heard
            await connection.close()
        }
        defer { end.cancel() }
        var cursor: UInt64 = 0
        for await event in events {
            cursor += 1
            let domain = DomainIdentity(event.domain)
            await tell(
                GuestEvent(
                    cursor: cursor, at: Date().timeIntervalSince1970, domain: domain.name, uuid: domain.uuid,
                    kind: event.kind.description, detail: event.detailName))
        }
    }
}
