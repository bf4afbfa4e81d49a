internal import Feed
internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix

/// One connection: questions one after another, each answered before the next is read.
final class FeedReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Nothing of a question has come.
        case idle
        /// Part of a question has come.
        case receiving
        /// A question waits for its answer.
        case waiting(FeedQuestion)
        /// An answer is on its way.
        case sending
        case closed
    }

    private let core: FeedCore
    private var state = State.idle
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    private var timer: Scheduled<Void>?
    private var lastActive = NIODeadline.now()

    init(core: FeedCore) { self.core = core }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        let peer = FeedPeer(of: context.channel)
        user = peer?.user
        if let reason = core.add(self, peer) { refuse(reason) } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        setTimer(nil)
        core.remove(self)
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActive = .now()
        var buffer = unwrapInboundIn(data)
        received.writeBuffer(&buffer)
    }

    func channelReadComplete(context: ChannelHandlerContext) { advance() }

    /// What it does with its place.
    var occupation: FeedPlaces.Occupation {
        switch state {
        case .idle: .silent(since: lastActive)
        case .waiting: .waiting(since: lastActive)
        case .receiving, .sending, .closed: .busy
        }
    }

    /// Who it is, where the system tells.
    private(set) var user: uid_t?

    /// How it fares, if it is a subagent of an SNMP agent.
    private(set) var subagent: SubagentState?

    /// Whether the answer has come that is waited for.
    func look(isOver: Bool = false) {
        guard case .waiting(let question) = state else { return }
        if case .answer(let body) = core.outcome(of: question, isOver: isOver) { send(body) }
    }

    func close() {
        if case .closed = state { return }
        state = .closed
        setTimer(nil)
        context?.close(promise: nil)
    }

    /// Reads the next question, if all of it is there.
    private func advance() {
        switch state {
        case .idle, .receiving: break
        case .waiting, .sending:
            // what comes before the answer is read after it; nothing more is taken in
            return
        case .closed: return
        }
        guard received.readableBytes >= FeedFrame.headSize,
            let head = received.getBytes(at: received.readerIndex, length: FeedFrame.headSize)
        else { return more() }
        let length = FeedFrame.length(head)
        guard length <= FeedFrame.mostRequestBytes else {
            return drop("a question has at most \(FeedFrame.mostRequestBytes) bytes, not \(length)")
        }
        guard received.readableBytes >= FeedFrame.headSize + length else { return more() }
        received.moveReaderIndex(forwardBy: FeedFrame.headSize)
        let bytes = received.readBytes(length: length) ?? []
        // what is left is moved, so not for each of many small questions
        if received.readableBytes == 0 || received.readerIndex > 1 << 16 { received.discardReadBytes() }
        do throws(FeedError) {
            let (question, subagent) = try FeedQuestion.read(bytes)
            if subagent != self.subagent {
                self.subagent = subagent
                core.noteSubagents()
            }
            answer(question)
        } catch {
            drop(error.question)
        }
    }

    private func more() {
        if received.readableBytes > 0 {
            if case .idle = state {
                setTimer(core.limits.patience) { [weak self] in
                    self?.drop("the rest of the question did not come in time")
                }
            }
            state = .receiving
        }
        context?.read()
    }

    private func answer(_ question: FeedQuestion) {
        switch core.outcome(of: question, isOver: false) {
        case .answer(let body): send(body)
        case .wait(let time):
            state = .waiting(question)
            setTimer(time) { [weak self] in self?.look(isOver: true) }
            // a reader that goes away is seen by reading
            context?.read()
        }
    }

    /// Says why it is not served any longer, and closes: what follows may not be a question at all.
    func drop(_ reason: String) {
        core.noteDropped(self)
        refuse(reason)
    }

    private func refuse(_ reason: String) { send(core.refusal(reason), isLast: true) }

    private func send(_ body: ByteBuffer, isLast: Bool = false) {
        guard let context else { return }
        state = .sending
        setTimer(core.limits.patience) { [weak self] in
            guard let self else { return }
            core.noteDropped(self)
            core.complain("a reader of the feed does not read; its connection is closed", user)
            close()
        }
        let head = core.head
        var start = context.channel.allocator.buffer(capacity: FeedFrame.headSize + head.count)
        start.writeBytes(FeedFrame.head(of: head.count + body.readableBytes))
        start.writeBytes(head)
        context.write(wrapOutboundOut(start), promise: nil)
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(body)).whenComplete { result in
            let reader = loopBound.value
            guard case .success = result, !isLast else { return reader.close() }
            reader.core.counter.count { $0.answers += 1 }
            // not at once: questions that are there already would be answered ever deeper, and nobody else's in between
            reader.context?.eventLoop.execute { loopBound.value.sent() }
        }
    }

    private func sent() {
        guard case .sending = state else { return }
        setTimer(nil)
        lastActive = .now()
        state = .idle
        advance()
    }

    private func setTimer(_ time: Duration?, _ ring: @escaping () -> Void = {}) {
        timer?.cancel()
        timer = nil
        guard let time, let loop = context?.eventLoop else { return }
        let bound = NIOLoopBound(ring, eventLoop: loop)
        timer = loop.scheduleTask(in: TimeAmount(time)) { bound.value() }
    }
}

extension FeedError {
    /// What is said of a question.
    fileprivate var question: String {
        if case .malformed(let what) = self { "the question makes no sense: \(what)" } else { description }
    }
}
