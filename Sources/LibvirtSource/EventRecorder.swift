import FoundationEssentials
import Libvirt
import Snapshot
import Synchronization

/// Counts the events of a host's domains, over all connections there were to it.
///
/// A connection that is held by a call goes on to hear of events while another one listens in its stead. Of each kind the
/// newest is believed that listens, so that every event counts once; when its stream ends, the one before it is again.
final class EventRecorder: Sendable {
    private let events = Mutex<[DomainUUID: DomainEvents]>([:])
    private let connections = Mutex<UInt64>(0)
    /// By kind of event, the numbers of the connections that listen.
    private let listeners = Mutex<[ObjectIdentifier: Set<UInt64>]>([:])
    /// The events one by one.
    let log = EventLog()

    /// What was recorded so far, by domain.
    var recorded: [DomainUUID: DomainEvents] { events.withLock { $0 } }

    /// The kind of event that stands for all: a connection that listens to any listens to it.
    private static let leading = ObjectIdentifier(LifecycleEvent.self)

    /// A number for another connection.
    func nextEpoch() -> UInt64 {
        connections.withLock { connections in
            connections += 1
            return connections
        }
    }

    /// Listens as long as the connection stands, to every kind that its driver has.
    ///
    /// - Parameter epoch: The connection's number.
    func listen(to connection: Connection, epoch: UInt64) async {
        await follow(
            try? connection.lifecycleEvents(), of: epoch,
            { $0.isGuestPanic ? [.init($0.kind), .guestPanic] : [.init($0.kind)] },
            detail: { $0.detailName },
            note: { events, event, now in
                if event.beginsRun, let run = event.domain.id { events.lastStart = .init(run: run, at: now) }
            })
        await follow(try? connection.rebootEvents(), of: epoch) { _ in [.reboot] }
        await follow(
            try? connection.ioErrorEvents(), of: epoch, { _ in [.ioError] },
            detail: { [$0.alias, $0.reason].filter { !$0.isEmpty }.joined(separator: " ") })
        await follow(
            try? connection.watchdogEvents(), of: epoch, { _ in [.watchdog] }, detail: { $0.action.description })
        await follow(try? connection.memoryFailureEvents(), of: epoch) { _ in [.memoryFailure] }
        await follow(try? connection.deviceAddedEvents(), of: epoch, { _ in [.deviceAdded] }, detail: { $0.alias })
        await follow(try? connection.deviceRemovedEvents(), of: epoch, { _ in [.deviceRemoved] }, detail: { $0.alias })
        await follow(try? connection.metadataChangeEvents(), of: epoch) { _ in [.metadataChange] }
        await follow(try? connection.balloonChangeEvents(), of: epoch) { _ in [.balloonChange] }
        await follow(
            try? connection.blockThresholdEvents(), of: epoch, { _ in [.blockThreshold] }, detail: { $0.device })
        await follow(
            try? connection.jobCompletedEvents(), of: epoch, { _ in [.jobCompleted] },
            detail: { DomainJob($0, endedAt: 0)?.operation },
            note: { $0.lastJob = DomainJob($1, endedAt: $2) })
        await follow(
            try? connection.migrationIterationEvents(), of: epoch, { _ in [.migrationIteration] },
            detail: { String($0.iteration) })
        await follow(
            try? connection.agentLifecycleEvents(), of: epoch, { _ in [.agentLifecycle] },
            detail: { $0.state.description })
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
    ///   - epoch: The connection's number.
    ///   - detail: What an event says beside its kind.
    ///   - note: Takes in what else an event says, and its moment of Unix time.
    /// - Returns: What ends with the stream.
    @discardableResult
    func follow<Event: DomainEvent>(
        _ stream: AsyncStream<Event>?, of epoch: UInt64, _ kinds: @escaping @Sendable (Event) -> [DomainEvents.Kind?],
        detail: @escaping @Sendable (Event) -> String? = { _ in nil },
        note: @escaping @Sendable (inout DomainEvents, Event, Double) -> Void = { _, _, _ in }
    ) -> Task<Void, Never>? {
        guard let stream else { return nil }
        let type = ObjectIdentifier(Event.self)
        // the one before it hears of what comes until this moment
        listeners.withLock { listeners in
            listeners[type, default: []].insert(epoch)
            if type == Self.leading { log.listens(since: Date().timeIntervalSince1970) }
        }
        return Task {
            for await event in stream where listeners.withLock({ $0[type]?.max() }) == epoch {
                record(event, kinds(event).compactMap { $0 }, detail: detail(event), note)
            }
            listeners.withLock { listeners in
                listeners[type]?.remove(epoch)
                if type == Self.leading, listeners[type]?.isEmpty ?? true { log.ceasesToListen() }
            }
        }
    }

    private func record<Event: DomainEvent>(
        _ event: Event, _ kinds: [DomainEvents.Kind], detail: String?,
        _ note: (inout DomainEvents, Event, Double) -> Void
    ) {
        let now = Date().timeIntervalSince1970
        let domain = DomainIdentity(event.domain)
        for kind in kinds { log.append(at: now, domain, kind, detail: detail) }
        events.withLock { events in
            for kind in kinds { events[event.domain.uuid, default: DomainEvents()].record(kind, at: now) }
            if !kinds.isEmpty { note(&events[event.domain.uuid, default: DomainEvents()], event, now) }
        }
    }
}

/// What every event has.
protocol DomainEvent: Sendable {
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
