public import Logging
internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle

/// An HTTP/1.1 server for a few fixed paths, on one event loop thread.
///
/// It answers GET and HEAD, refuses request bodies, and holds a client to its limits: what one connection can make the
/// server keep is bounded by one slice of a response and one read of requests.
///
/// Listening and serving are separate: `bind` reports at once whether the addresses can be had, connections wait in the
/// system's backlog, and `run` serves them until graceful shutdown or cancellation.
public struct HTTPServer: Service {
    /// The addresses that are listened on, with the ports that the system chose, in the order given.
    public let boundAddresses: [ListenAddress]

    private let group: MultiThreadedEventLoopGroup
    private let core: NIOLoopBoundBox<ServerCore>
    private let listeners: [Listener]
    private let recorder: StatisticsRecorder

    /// Listens on all the addresses.
    ///
    /// - Parameters:
    ///   - inherited: sockets that listen already.
    ///   - routes: the handlers by their exact paths, such as `/metrics`.
    ///   - protection: what stands before connections and requests.
    /// - Throws: an error that names the first address that cannot be listened on; then none is.
    public static func bind(
        _ addresses: [ListenAddress],
        inherited: [InheritedSocket] = [],
        routes: [String: HTTPHandler],
        limits: HTTPServerLimits = HTTPServerLimits(),
        protection: Protection,
        logger: Logger
    ) async throws(HTTPServerError) -> HTTPServer {
        guard !addresses.isEmpty || !inherited.isEmpty else { throw .noAddress }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let recorder = StatisticsRecorder()
        let core = NIOLoopBoundBox.makeBoxSendingValue(
            ServerCore(
                routes: routes, limits: limits, protection: protection, recorder: recorder, logger: logger,
                eventLoop: eventLoop),
            eventLoop: eventLoop
        )
        var listeners: [Listener] = []
        do {
            for address in addresses {
                listeners.append(try await Listener.bind(address, group: group, core: core))
            }
            for socket in inherited {
                listeners.append(try await Listener.adopt(socket, group: group, core: core))
            }
        } catch {
            for listener in listeners { await listener.stop() }
            try? await group.shutdownGracefully()
            throw error
        }
        return HTTPServer(
            boundAddresses: listeners.map(\.address),
            group: group,
            core: core,
            listeners: listeners,
            recorder: recorder
        )
    }

    /// What the server has done so far; can be read at any time, also after its end.
    public var statistics: HTTPServerStatistics { recorder.statistics }

    /// Serves until graceful shutdown, then lets responses under way finish within the limits' time.
    ///
    /// Cancellation closes the connections at once. A server runs once.
    public func run() async throws {
        do {
            for listener in listeners { try await listener.start() }
        } catch {
            await close()
            throw error
        }
        // Cancellation ends the wait as well.
        try? await gracefulShutdown()
        await end()
    }

    /// Closes a server that is not to run.
    public func close() async {
        forceEnd()
        await end()
    }

    private func end() async {
        await withTaskCancellationHandler {
            for listener in listeners { await listener.stop() }
            let eventLoop = group.next()
            try? await eventLoop.flatSubmit { [core] in core.value.drain() }.get()
            try? await group.shutdownGracefully()
        } onCancel: {
            forceEnd()
        }
    }

    private func forceEnd() {
        group.next().execute { [core] in core.value.force() }
    }
}

extension HTTPServer: CustomStringConvertible {
    /// What listens where; whoever logs a service would print all that it holds.
    public var description: String {
        "HTTP server on \(boundAddresses.map(\.description).joined(separator: ", "))"
    }
}
