public import Snapshot

/// Events whose guests' names are not known yet, of each guest in the order in which they came.
public struct WaitingEvents: Sendable {
    private struct Queue {
        /// When the first one came.
        let since: ContinuousClock.Instant
        /// Which queue it is, in the order in which they began.
        let number: UInt64
        var events: [GuestEvent]
    }

    /// How many may wait in all.
    static let most = EventLog.capacity

    private let longest: Duration
    private var queues: [DomainIdentity.UUID: Queue] = [:]
    private var count = 0
    private var begun: UInt64 = 0
    private var dropped = 0

    /// No events.
    ///
    /// - Parameter interval: Seconds between two samples; of each other one at the latest a guest is known.
    public init(interval: Double) { longest = .seconds(max(60, 2 * interval)) }

    /// The guests whose events wait, those first that wait the longest.
    public var guests: [DomainIdentity.UUID] {
        queues.sorted { $0.value.number < $1.value.number }.map(\.key)
    }

    /// Whether events of a guest wait, which no other one of it may overtake.
    public func has(_ guest: DomainIdentity.UUID) -> Bool { queues[guest] != nil }

    /// Keeps an event, if there is room.
    public mutating func add(_ event: GuestEvent, at now: ContinuousClock.Instant = .now) {
        guard count < Self.most else {
            dropped += 1
            return
        }
        count += 1
        if queues[event.uuid] == nil {
            begun += 1
            queues[event.uuid] = Queue(since: now, number: begun, events: [])
        }
        queues[event.uuid]?.events.append(event)
    }

    /// The events of a guest, which wait no more.
    public mutating func take(_ guest: DomainIdentity.UUID) -> [GuestEvent] {
        let events = queues.removeValue(forKey: guest)?.events ?? []
        count -= events.count
        return events
    }

    /// The guests whose events have waited for too long.
    public func overdue(at now: ContinuousClock.Instant = .now) -> [DomainIdentity.UUID] {
        guests.filter { guest in queues[guest].map { now - $0.since >= longest } ?? false }
    }

    /// A guest whose events wait, as libvirt called it last.
    public func identity(of guest: DomainIdentity.UUID) -> DomainIdentity? {
        queues[guest]?.events.last.map { DomainIdentity(name: $0.domain, uuid: guest, id: nil) }
    }

    /// What is to be complained of since the last call.
    public mutating func takeProblem() -> String? {
        guard dropped > 0 else { return nil }
        defer { dropped = 0 }
        return "more events wait for names of guests than are kept; notifications of \(dropped) are lost"
    }
}
