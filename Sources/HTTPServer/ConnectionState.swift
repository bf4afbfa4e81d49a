/// The course of one connection, without its input and output.
///
/// Every event returns the one action that its owner has to take. Events that are late, such as a response to a
/// connection that is closed already, are harmless.
struct ConnectionState {
    /// What has been read of a request that decides its fate.
    struct RequestHead: Equatable {
        var isGet = true
        var isHead = false
        var isHTTP11 = true
        var hostFields = 1
        var hasBody = false
        var keepAlive = true
    }

    /// Why a request gets no handler.
    enum Refusal: Equatable {
        case malformed
        case unsupportedVersion
        case methodNotAllowed
        case bodyNotAllowed
        case headTooLarge
        case timeout
        case overloaded
    }

    /// What the owner has to do.
    enum Action: Equatable {
        case none
        /// Have the request answered, then call `respond`.
        case dispatch
        /// Answer with this refusal: call `respond`.
        case refuse(Refusal)
        /// Send this part of the body, the head before the first one; then call `written`.
        case write(Range<Int>, isLast: Bool)
        /// Give the next request; input may be read again.
        case proceed
        /// Close the sending side and read on, dropping what comes.
        case closeOutput
        case close
    }

    /// What a connection may wait for only so long.
    enum Wait: Equatable {
        case header
        case idle
        case write
        case linger
    }

    /// A wait that began; another number means that it began anew.
    struct Timer: Equatable {
        let wait: Wait
        let number: Int
    }

    private struct Exchange {
        var keepAlive: Bool
        var isHead: Bool
        var isAllowed: Bool
    }

    private enum State {
        /// Nothing has come of the next request.
        case idle
        /// A request's head is coming.
        case receiving
        /// A request's head is there, its end is not.
        case received(Exchange)
        /// A response is being made.
        case responding(Exchange)
        /// A part of the body is on its way; all before `sent` is gone.
        case writing(Exchange, sent: Int, total: Int)
        /// Everything is sent.
        case lingering
        case closed
    }

    /// The size of the parts of a body, in bytes: what one connection holds in buffers at most.
    static let sliceSize = 64 << 10

    private var state = State.idle
    private var isEnding = false
    private var waits = 0
    /// The wait under way; `nil` while a response is being made, which may take its time.
    private(set) var timer: Timer?

    /// Whether a request is being answered, so that the next must wait.
    var isBusy: Bool {
        switch state {
        case .responding, .writing: true
        case .idle, .receiving, .received, .lingering, .closed: false
        }
    }

    /// Whether input means nothing any more.
    var isDiscarding: Bool {
        switch state {
        case .lingering, .closed: true
        case .idle, .receiving, .received, .responding, .writing: false
        }
    }

    /// Whether the response under way lets the connection live on.
    var keepsAlive: Bool {
        switch state {
        case .received(let exchange), .responding(let exchange), .writing(let exchange, _, _):
            exchange.keepAlive && !isEnding
        case .idle, .receiving, .lingering, .closed: false
        }
    }

    /// The connection is there, admitted or one too many.
    mutating func opened(isAdmitted: Bool) -> Action {
        guard !isEnding else { return close() }
        guard isAdmitted else { return refuse(.overloaded) }
        wait(.header)
        return .none
    }

    /// Bytes arrived, whatever they are.
    mutating func bytesArrived() {
        guard case .idle = state else { return }
        state = .receiving
        // From the first byte on the head has its time; later bytes do not extend it.
        if timer?.wait != .header { wait(.header) }
    }

    /// A request's head is complete.
    mutating func headArrived(_ head: RequestHead) -> Action {
        switch state {
        case .idle, .receiving: break
        case .received, .responding, .writing, .lingering, .closed: return .none
        }
        // RFC 9112, section 3.2: without exactly one Host an HTTP/1.1 request is answered with 400.
        if head.hostFields > 1 || (head.isHTTP11 && head.hostFields == 0) { return refuse(.malformed) }
        let isAllowed = head.isGet || head.isHead
        state = .received(Exchange(keepAlive: head.keepAlive, isHead: head.isHead, isAllowed: isAllowed))
        // A body that is not wanted is not waited for: the connection ends with the refusal.
        if head.hasBody { return refuse(isAllowed ? .bodyNotAllowed : .methodNotAllowed) }
        if timer?.wait != .header { wait(.header) }
        return .none
    }

    /// A request is complete.
    mutating func endArrived() -> Action {
        guard case .received(let exchange) = state else { return .none }
        state = .responding(exchange)
        timer = nil
        return exchange.isAllowed ? .dispatch : .refuse(.methodNotAllowed)
    }

    /// The response is there: a body of `length` bytes.
    mutating func respond(length: Int) -> Action {
        guard case .responding(let exchange) = state else { return .none }
        let total = exchange.isHead ? 0 : length
        return slice(exchange, from: 0, of: total)
    }

    /// The last part is gone.
    mutating func written() -> Action {
        guard case .writing(let exchange, let sent, let total) = state else { return .none }
        if sent < total { return slice(exchange, from: sent, of: total) }
        guard exchange.keepAlive, !isEnding else {
            state = .lingering
            wait(.linger)
            return .closeOutput
        }
        state = .idle
        wait(.idle)
        return .proceed
    }

    /// What came is no HTTP.
    mutating func parserFailed(_ refusal: Refusal) -> Action {
        switch state {
        case .idle, .receiving, .received: refuse(refusal)
        case .responding, .writing, .lingering, .closed: .none
        }
    }

    /// The client sends no more.
    mutating func inputClosed() -> Action {
        switch state {
        case .idle, .receiving, .received, .lingering: close()
        case .responding, .writing, .closed: .none
        }
    }

    /// The time of a wait is over.
    mutating func timedOut(_ timer: Timer) -> Action {
        guard timer == self.timer else { return .none }
        switch state {
        case .receiving, .received: return refuse(.timeout)
        case .idle, .responding, .writing, .lingering: return close()
        case .closed: return .none
        }
    }

    /// The server ends: responses under way are the last ones.
    mutating func end() -> Action {
        isEnding = true
        switch state {
        case .idle, .receiving, .received, .lingering: return close()
        case .responding, .writing, .closed: return .none
        }
    }

    /// The connection is gone.
    mutating func closed() {
        state = .closed
        timer = nil
    }

    private mutating func slice(_ exchange: Exchange, from start: Int, of total: Int) -> Action {
        let end = min(total, start + Self.sliceSize)
        state = .writing(exchange, sent: end, total: total)
        wait(.write)
        return .write(start..<end, isLast: end == total)
    }

    private mutating func refuse(_ refusal: Refusal) -> Action {
        var isHead = false
        if case .received(let exchange) = state { isHead = exchange.isHead }
        state = .responding(Exchange(keepAlive: false, isHead: isHead, isAllowed: false))
        timer = nil
        return .refuse(refusal)
    }

    private mutating func close() -> Action {
        closed()
        return .close
    }

    private mutating func wait(_ wait: Wait) {
        waits += 1
        timer = Timer(wait: wait, number: waits)
    }
}
