internal import Logging
internal import NIOCore

/// What the connections of a server share; used on its event loop only.
final class ServerCore {
    enum Admission {
        case admitted
        /// One too many, which is told so.
        case refused
        /// One so far too many that it is not even told.
        case dropped
    }

    /// How many connections beyond the limit are held for the time it takes to answer 503.
    private static let refusedLimit = 32

    let routes: [String: HTTPHandler]
    let limits: HTTPServerLimits
    let protection: Protection
    let recorder: StatisticsRecorder
    private let logger: Logger
    private let eventLoop: any EventLoop
    private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
    /// Those of them that were one too many, and take the place of no other.
    private var refused: Set<ObjectIdentifier> = []
    private var isFull = false
    private var isEnding = false
    private var isForced = false
    private var drained: EventLoopPromise<Void>?

    init(
        routes: [String: HTTPHandler],
        limits: HTTPServerLimits,
        protection: Protection,
        recorder: StatisticsRecorder,
        logger: Logger,
        eventLoop: any EventLoop
    ) {
        self.routes = routes
        self.limits = limits
        self.protection = protection
        self.recorder = recorder
        self.logger = logger
        self.eventLoop = eventLoop
    }

    /// How many connections clients of other machines may have.
    private var mostRemote: Int { limits.connections - min(limits.localReserve, limits.connections - 1) }

    /// Takes note of an opened connection.
    ///
    /// - Parameter isLocal: Whether it comes from this machine, for which some connections are kept free.
    func connectionOpened(_ connection: ConnectionHandler, isLocal: Bool) -> Admission {
        let most = isLocal ? limits.connections : mostRemote
        let admission: Admission =
            if isEnding {
                .dropped
            } else if connections.count - refused.count < most {
                .admitted
            } else if refused.count < Self.refusedLimit {
                .refused
            } else {
                .dropped
            }
        if admission != .dropped { connections[ObjectIdentifier(connection)] = connection }
        if admission == .refused { refused.insert(ObjectIdentifier(connection)) }
        if admission != .admitted, !isFull, !isEnding {
            isFull = true
            logger.warning("too many HTTP connections, refusing more", metadata: ["limit": "\(limits.connections)"])
        }
        let open = connections.count
        recorder.record {
            $0.connectionsAccepted += 1
            if admission != .admitted { $0.connectionsRefused += 1 }
            $0.connectionsOpen = open
        }
        return admission
    }

    /// Takes note of a closed connection.
    func connectionClosed(_ connection: ConnectionHandler) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        refused.remove(ObjectIdentifier(connection))
        let open = connections.count
        recorder.record { $0.connectionsOpen = open }
        if connections.count - refused.count < mostRemote { isFull = false }
        if open == 0 { drained?.succeed() }
    }

    /// Ends the connections: idle ones at once, the others after the response under way or the limits' time.
    func drain() -> EventLoopFuture<Void> {
        isEnding = true
        if let drained { return drained.futureResult }
        let promise = eventLoop.makePromise(of: Void.self)
        drained = promise
        for connection in Array(connections.values) { connection.end(gracefully: !isForced) }
        if connections.isEmpty {
            promise.succeed()
        } else {
            let core = NIOLoopBound(self, eventLoop: eventLoop)
            let timeout = eventLoop.scheduleTask(in: TimeAmount(limits.shutdownTimeout)) { core.value.force() }
            promise.futureResult.whenComplete { _ in timeout.cancel() }
        }
        return promise.futureResult
    }

    /// Closes all connections at once, and those to come.
    func force() {
        isEnding = true
        isForced = true
        guard !connections.isEmpty else { return }
        logger.debug("closing HTTP connections", metadata: ["count": "\(connections.count)"])
        for connection in Array(connections.values) { connection.end(gracefully: false) }
    }
}
