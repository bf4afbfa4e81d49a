import CLibvirt
import Synchronization

/// Why a connection broke (`virConnectCloseReason`).
public struct CloseReason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// libvirt's number.
    public var rawValue: Int32
    /// The reason with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// An error of the transport.
    public static let error = CloseReason(rawValue: 0)
    /// The daemon closed its end: it stopped or died.
    public static let eof = CloseReason(rawValue: 1)
    /// Nothing was heard from the daemon for too long.
    public static let keepalive = CloseReason(rawValue: 2)
    /// This side asked for it.
    public static let client = CloseReason(rawValue: 3)

    static let names = ["error", "eof", "keepalive", "client"]

    /// libvirt's name in lowercase, or `unknown(N)`.
    public var description: String { name(of: rawValue, in: Self.names) }
}

/// Carries the close callback's one message to whoever listens.
///
/// libvirt takes one close callback a connection and tells drivers that never break nothing about it: those never
/// free what they were given. So the reference libvirt holds is given up here, once, whoever comes first.
final class CloseSink: Sendable {
    private struct State {
        var listeners: [AsyncStream<CloseReason>.Continuation] = []
        var reason: CloseReason?
        var isHeldByLibvirt = false
    }

    private let state = Mutex(State())

    /// A stream that brings the reason once and ends.
    func stream() -> AsyncStream<CloseReason> {
        let (stream, continuation) = AsyncStream.makeStream(of: CloseReason.self, bufferingPolicy: .bufferingNewest(1))
        let reason = state.withLock { state in
            if state.reason == nil { state.listeners.append(continuation) }
            return state.reason
        }
        if let reason { Self.tell(reason, to: continuation) }
        return stream
    }

    func register(on connection: virConnectPtr) -> Bool {
        let opaque = Unmanaged.passRetained(self).toOpaque()
        state.withLock { $0.isHeldByLibvirt = true }
        let status = virConnectRegisterCloseCallback(connection, Self.callback, opaque) { opaque in
            guard let opaque else { return }
            Unmanaged<CloseSink>.fromOpaque(opaque).takeUnretainedValue().giveUp()
        }
        if status != 0 { giveUp() }
        return status == 0
    }

    /// Takes the callback back and ends the streams.
    func unregister(from connection: virConnectPtr) {
        virConnectUnregisterCloseCallback(connection, Self.callback)
        giveUp()
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.finish() }
    }

    private func giveUp() {
        let held = state.withLock { state in
            defer { state.isHeldByLibvirt = false }
            return state.isHeldByLibvirt
        }
        if held { Unmanaged.passUnretained(self).release() }
    }

    func deliver(_ reason: CloseReason) {
        let listeners = state.withLock { state in
            state.reason = reason
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { Self.tell(reason, to: listener) }
    }

    private static func tell(_ reason: CloseReason, to listener: AsyncStream<CloseReason>.Continuation) {
        listener.yield(reason)
        listener.finish()
    }

    /// One pointer for both calls: libvirt finds the callback to unregister by it.
    private static let callback: @convention(c) (virConnectPtr?, Int32, UnsafeMutableRawPointer?) -> Void = {
        _,
        reason,
        opaque in
        guard let opaque else { return }
        Unmanaged<CloseSink>.fromOpaque(opaque).takeUnretainedValue().deliver(CloseReason(rawValue: reason))
    }
}

extension Connection {
    /// A stream that brings the reason when the connection breaks, and then ends.
    ///
    /// It ends without a reason when the connection is closed from this side. Drivers inside this process
    /// (`test:///`) never break.
    public func closeEvents() throws(LibvirtError) -> AsyncStream<CloseReason> {
        if let closeSink = session.closeSink { return closeSink.stream() }
        let sink = CloseSink()
        try perform("virConnectRegisterCloseCallback") { sink.register(on: $0) ? true : nil }
        session.closeSink = sink
        return sink.stream()
    }
}
