import FoundationEssentials
import Libvirt
import Snapshot
import Synchronization

/// Counts the events of a host's domains, over all connections there were to it.
final class EventRecorder: Sendable {
    private let events = Mutex<[DomainUUID: DomainEvents]>([:])
    private let connections = Mutex<UInt64>(0)
    /// The events one by one.
    let log = EventLog()

    /// What was recorded so far, by domain.
    var recorded: [DomainUUID: DomainEvents] { events.withLock { $0 } }

    /// A number for another connection.
    func nextEpoch() -> UInt64 {
        connections.withLock { connections in
            connections += 1
            return connections
        }
    }

    /// Listens as long as the connection stands, to every kind that its driver has.
    func listen(to connection: Connection) async {
        await follow(
            try? connection.lifecycleEvents(),
            { $0.isGuestPanic ? [.init($0.kind), .guestPanic] : [.init($0.kind)] },
            detail: { $0.detailName },
            note: { events, event, now in
                if event.beginsRun, let run = event.domain.id { events.lastStart = .init(run: run, at: now) }
            })
        await follow(try? connection.rebootEvents()) { _ in [.reboot] }
        await follow(
            try? connection.ioErrorEvents(), { _ in [.ioError] },
            detail: { [$0.alias, $0.reason].filter { !$0.isEmpty }.joined(separator: " ") })
        await follow(try? connection.watchdogEvents(), { _ in [.watchdog] }, detail: { $0.action.description })
        await follow(try? connection.memoryFailureEvents()) { _ in [.memoryFailure] }
        await follow(try? connection.deviceAddedEvents(), { _ in [.deviceAdded] }, detail: { $0.alias })
        await follow(try? connection.deviceRemovedEvents(), { _ in [.deviceRemoved] }, detail: { $0.alias })
        await follow(try? connection.metadataChangeEvents()) { _ in [.metadataChange] }
        await follow(try? connection.balloonChangeEvents()) { _ in [.balloonChange] }
        await follow(try? connection.blockThresholdEvents(), { _ in [.blockThreshold] }, detail: { $0.device })
        await follow(
            try? connection.jobCompletedEvents(), { _ in [.jobCompleted] },
            detail: { DomainJob($0, endedAt: 0)?.operation },
            note: { $0.lastJob = DomainJob($1, endedAt: $2) })
        await follow(
            try? connection.migrationIterationEvents(), { _ in [.migrationIteration] },
            detail: { String($0.iteration) })
        await follow(
            try? connection.agentLifecycleEvents(), { _ in [.agentLifecycle] }, detail: { $0.state.description })
    }

    /// Forgets domains that are gone.
    func keepOnly(_ domains: [DomainReference]) {
        events.withLock { events in
            guard events.count > domains.count else { return }
            let present = Set(domains.lazy.map(\.uuid))
            events = events.filter { present.contains($0.key) }
        }
    }

    /// Follows a stream until it ends, which it does with its connection.
    ///
    /// - Parameters:
    ///   - detail: What an event says beside its kind.
    ///   - note: Takes in what else an event says, and its moment of Unix time.
    private func follow<Event: DomainEvent>(
        _ stream: AsyncStream<Event>?, _ kinds: @escaping @Sendable (Event) -> [DomainEvents.Kind?],
        detail: @escaping @Sendable (Event) -> String? = { _ in nil },
        note: @escaping @Sendable (inout DomainEvents, Event, Double) -> Void = { _, _, _ in }
    ) {
        guard let stream else { return }
        Task {
            for await event in stream {
                let now = Date().timeIntervalSince1970
                let kinds = kinds(event).compactMap { $0 }
                let domain = DomainIdentity(event.domain)
                for kind in kinds { log.append(at: now, domain, kind, detail: detail(event)) }
                events.withLock { events in
                    for kind in kinds { events[event.domain.uuid, default: DomainEvents()].record(kind, at: now) }
                    if !kinds.isEmpty { note(&events[event.domain.uuid, default: DomainEvents()], event, now) }
                }
            }
        }
    }
}

/// What every event has.
private protocol DomainEvent: Sendable {
    var domain: DomainReference { get }
}

extension LifecycleEvent: DomainEvent {}
extension RebootEvent: DomainEvent {}
extension IOErrorEvent: DomainEvent {}
extension WatchdogEvent: DomainEvent {}
extension MemoryFailureEvent: DomainEvent {}
extension DeviceAddedEvent: DomainEvent {}
extension DeviceRemovedEvent: DomainEvent {}
extension MetadataChangeEvent: DomainEvent {}
extension BalloonChangeEvent: DomainEvent {}
extension BlockThresholdEvent: DomainEvent {}
extension JobCompletedEvent: DomainEvent {}
extension AgentLifecycleEvent: DomainEvent {}
extension MigrationIterationEvent: DomainEvent {}

extension DomainEvents.Kind? {
    /// The kind of a lifecycle event; `nil` for one of a newer libvirt.
    fileprivate init(_ kind: LifecycleEvent.Kind) { self = DomainEvents.Kind(rawValue: kind.description) }
}
