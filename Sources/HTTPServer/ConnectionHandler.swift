internal import NIOCore
internal import NIOHTTP1
internal import NIOTLS

/// Serves one connection: feeds its state and carries out the actions.
///
/// It is the last handler of the pipeline and does its own pipelining: while one request is answered, later ones wait
/// in a queue and nothing more is read, so what a client can make the server hold is bounded.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Input {
        case part(HTTPServerRequestPart)
        case failure(ConnectionState.Refusal)
        case closed
    }

    /// One socket read holds a few thousand of the shortest requests; who sends far more ahead is cut off.
    private static let queueLimit = 8192

    private let server: ServerCore
    private var state = ConnectionState()
    private var context: ChannelHandlerContext?
    private let deadline: Deadline
    private var queue = CircularBuffer<Input>()
    private var isReadPending = false
    private var requestHead: HTTPRequestHead?
    private var answering: Task<Void, Never>?
    private var exchange = 0
    private var response: HTTPResponse?
    private var route: String?
    private var requestedAt = NIODeadline.now()
    private var isHandshaking: Bool

    /// - Parameter hasTLS: Whether a handshake comes first.
    init(server: ServerCore, eventLoop: any EventLoop, hasTLS: Bool) {
        self.server = server
        isHandshaking = hasTLS
        deadline = Deadline(limits: server.limits, eventLoop: eventLoop)
    }

    /// Whether input means nothing any more.
    var isDiscarding: Bool { state.isDiscarding }

    /// Bytes arrived on the socket, before they mean anything.
    func bytesArrived() {
        state.bytesArrived()
        updateDeadline()
    }

    /// The server ends; without grace the connection is closed at once.
    func end(gracefully: Bool) {
        if gracefully {
            perform(state.end())
        } else {
            context?.close(promise: nil)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        switch server.connectionOpened(self, isLocal: context.remoteAddress?.isLocal ?? true) {
        case .admitted: perform(state.opened(isAdmitted: true))
        // to be told why would take a handshake
        case .refused where isHandshaking: context.close(promise: nil)
        case .refused: perform(state.opened(isAdmitted: false))
        case .dropped: context.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        endHandshake(successfully: false)
        state.closed()
        updateDeadline()
        queue.removeAll()
        answering?.cancel()
        answering = nil
        response = nil
        server.connectionClosed(self)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        accept(.part(unwrapInboundIn(data)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        endHandshake(successfully: false)
        switch error {
        case HTTPParserError.headerOverflow: accept(.failure(.headTooLarge))
        case HTTPParserError.invalidVersion: accept(.failure(.unsupportedVersion))
        case is HTTPParserError: accept(.failure(.malformed))
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { accept(.closed) }
        if case TLSUserEvent.handshakeCompleted = event { endHandshake(successfully: true) }
        context.fireUserInboundEventTriggered(event)
    }

    func read(context: ChannelHandlerContext) {
        if state.isBusy {
            isReadPending = true
        } else {
            context.read()
        }
    }

    private func endHandshake(successfully: Bool) {
        if isHandshaking, !successfully { server.recorder.record { $0.tlsHandshakeFailures += 1 } }
        isHandshaking = false
    }

    private func accept(_ input: Input) {
        if state.isBusy || !queue.isEmpty {
            switch queue.count {
            case ..<Self.queueLimit: queue.append(input)
            case Self.queueLimit: queue.append(.failure(.malformed))
            default: break
            }
        } else {
            process(input)
        }
    }

    private func process(_ input: Input) {
        switch input {
        case .part(.head(let head)):
            requestHead = head
            perform(state.headArrived(ConnectionState.RequestHead(head)))
        case .part(.body): break
        case .part(.end):
            requestedAt = .now()
            perform(state.endArrived())
        case .failure(let refusal): perform(state.parserFailed(refusal))
        case .closed: perform(state.inputClosed())
        }
    }

    /// Takes up what waited for the end of a response, and reads on.
    private func proceed() {
        while !state.isBusy, let input = queue.popFirst() { process(input) }
        if isReadPending, !state.isBusy {
            isReadPending = false
            context?.read()
        }
    }

    private func perform(_ action: ConnectionState.Action) {
        updateDeadline()
        switch action {
        case .none: break
        case .dispatch: dispatch()
        case .refuse(let refusal): respond(.refusal(refusal), route: nil)
        case .write(let range, let isLast): write(range, isLast: isLast)
        case .proceed: proceed()
        case .closeOutput:
            context?.close(mode: .output, promise: nil)
            proceed()
        case .close: context?.close(promise: nil)
        }
    }

    private func dispatch() {
        guard let context, let head = requestHead else { return }
        let target = RequestTarget(head.uri)
        let handler = server.routes[target.path]
        let protection = server.protection
        guard handler != nil || !protection.isOpen else {
            respond(.notFound, route: nil)
            return
        }
        let request = HTTPRequest(method: head.method == .HEAD ? .head : .get, target: target, headers: head.headers)
        exchange += 1
        let exchange = exchange
        let eventLoop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        answering = Task(executorPreference: EventLoopExecutor(eventLoop)) {
            let response =
                if let denial = await protection.denial(of: request) { denial } else {
                    await handler?(request) ?? .notFound
                }
            eventLoop.execute {
                connection.value.answered(response, exchange: exchange, route: handler == nil ? nil : target.path)
            }
        }
    }

    private func answered(_ response: HTTPResponse, exchange: Int, route: String?) {
        guard exchange == self.exchange, answering != nil else { return }
        answering = nil
        respond(response, route: route)
    }

    private func respond(_ response: HTTPResponse, route: String?) {
        var response = response
        for field in server.protection.headers where !response.hasHeader(field.name) { response.headers.append(field) }
        self.response = response
        self.route = route
        server.recorder.record {
            $0.requests[.init(route: route, status: response.status), default: 0] += 1
            if response.status == 401 { $0.authenticationFailures += 1 }
        }
        if let context {
            let head = response.head(keepAlive: state.keepsAlive, isHTTP10: requestHead?.version == .http1_0)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
        }
        requestHead = nil
        perform(state.respond(length: response.body.count))
    }

    private func write(_ range: Range<Int>, isLast: Bool) {
        guard let context, let response else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { connection.value.wrote($0, count: range.count) }
        if !range.isEmpty {
            // Only the slice is copied; the body stays shared.
            var slice = context.channel.allocator.buffer(capacity: range.count)
            response.body.forEachPart(in: range) { slice.writeBytes($0) }
            let part = HTTPServerResponsePart.body(.byteBuffer(slice))
            context.write(wrapOutboundOut(part), promise: isLast ? nil : promise)
        }
        if isLast {
            self.response = nil
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
        }
        context.flush()
    }

    private func wrote(_ result: Result<Void, any Error>, count: Int) {
        switch result {
        case .success:
            let (route, isWhole) = (route, response == nil)
            let time = Duration.nanoseconds((NIODeadline.now() - requestedAt).nanoseconds)
            server.recorder.record {
                $0.bodyBytesSent += UInt64(count)
                if isWhole { $0.requestTime[route, default: .zero] += time }
            }
            perform(state.written())
        case .failure:
            context?.close(promise: nil)
        }
    }

    private func updateDeadline() {
        guard let context else { return }
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline.set(state.timer) { timer in
            let connection = connection.value
            connection.perform(connection.state.timedOut(timer))
        }
    }
}

extension SocketAddress {
    /// Whether it is on this machine.
    fileprivate var isLocal: Bool {
        switch self {
        case .unixDomainSocket: true
        case .v4, .v6: ListenAddress.isLoopback(ipAddress ?? "")
        }
    }
}

extension ConnectionState.RequestHead {
    init(_ head: HTTPRequestHead) {
        isGet = head.method == .GET
        isHead = head.method == .HEAD
        isHTTP11 = head.version.minor >= 1
        hostFields = head.headers["host"].count
        let lengths = head.headers["content-length"]
        hasBody = head.headers.contains(name: "transfer-encoding") || lengths.contains { $0 != "0" }
        // The parser stops at an upgrade, which is not offered here, so that no request can follow it.
        keepAlive = head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
    }
}
