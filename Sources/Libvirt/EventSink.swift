import CLibvirt
import Synchronization

/// Where libvirt's callback of one kind of event delivers to: every stream of that kind.
///
/// libvirt gives its reference up through its free callback, once, when the callback was deregistered and no delivery
/// is under way; the connection gives up its own when it deregisters. The streams end with the sink.
final class EventSink<Event: Sendable>: Sendable {
    private struct State {
        var listeners: [UInt64: AsyncStream<Event>.Continuation] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    deinit {
        // A finished listener calls its termination handler, which may come back here: not with the lock held.
        let listeners = state.withLock { $0.listeners }
        for listener in listeners.values { listener.finish() }
    }

    var isIdle: Bool { state.withLock { $0.listeners.isEmpty } }

    /// A further stream; `whenIdle` is called when its reader is done and no other is left.
    func stream(whenIdle: @escaping @Sendable () -> Void) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self,
            bufferingPolicy: .bufferingNewest(Connection.eventBufferSize)
        )
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            let listener = state.withLock { $0.listeners.removeValue(forKey: number) }
            if listener != nil && isIdle { whenIdle() }
        }
        return stream
    }

    /// Delivers the event that `make` makes of the domain's reference; runs on the event loop's thread.
    static func deliver(to opaque: UnsafeMutableRawPointer?, _ raw: virDomainPtr?, _ make: (DomainReference) -> Event) {
        guard let opaque, let domain = DomainReference(raw) else { return }
        let sink = Unmanaged<EventSink>.fromOpaque(opaque).takeUnretainedValue()
        let event = make(domain)
        let listeners = sink.state.withLock { $0.listeners }
        for listener in listeners.values { listener.yield(event) }
    }
}

/// One registered callback.
struct EventSubscription: Sendable {
    /// libvirt's number of the callback.
    var number: Int32
    /// The sink, an `EventSink` of the kind of event.
    var sink: any AnyObject & Sendable
}

extension Connection {
    /// How many events a stream keeps for a reader that is slow; the oldest are lost beyond that.
    public static let eventBufferSize = 4096

    /// Opens a stream of one kind of event.
    ///
    /// libvirt takes a callback once per connection and kind, so streams of a kind share it.
    ///
    /// - Parameter register: registers the callback with the sink that it is given; returns libvirt's callback number.
    func subscribe<Event: Sendable>(
        _ register: (virConnectPtr, UnsafeMutableRawPointer, virFreeCallback) -> Int32
    ) throws(LibvirtError) -> AsyncStream<Event> {
        let kind = ObjectIdentifier(Event.self)
        if let sink = session.subscriptions[kind]?.sink as? EventSink<Event> { return stream(of: sink) }
        let sink = EventSink<Event>()
        let held = Unmanaged.passRetained(sink)
        let release: virFreeCallback = { opaque in
            guard let opaque else { return }
            Unmanaged<AnyObject>.fromOpaque(opaque).release()
        }
        do throws(LibvirtError) {
            let number = try perform("virConnectDomainEventRegisterAny") { connection in
                let number = register(connection, held.toOpaque(), release)
                return number < 0 ? nil : number
            }
            session.subscriptions[kind] = EventSubscription(number: number, sink: sink)
        } catch {
            // libvirt does not free what it did not take.
            held.release()
            throw error
        }
        return stream(of: sink)
    }

    private func stream<Event: Sendable>(of sink: EventSink<Event>) -> AsyncStream<Event> {
        sink.stream { [weak self] in
            Task { await self?.unsubscribe(Event.self) }
        }
    }

    private func unsubscribe<Event: Sendable>(_ event: Event.Type) {
        let kind = ObjectIdentifier(event)
        // Somebody may have opened a stream since the last one ended.
        guard let subscription = session.subscriptions[kind],
            (subscription.sink as? EventSink<Event>)?.isIdle == true
        else { return }
        session.subscriptions[kind] = nil
        // Nobody is left who could be told of a failure; a broken connection forgets its callbacks by itself.
        _ = try? perform("virConnectDomainEventDeregisterAny") { connection in
            virConnectDomainEventDeregisterAny(connection, subscription.number) == 0 ? true : nil
        }
    }
}
