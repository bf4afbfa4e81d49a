internal import Feed
internal import Logging
internal import NIOCore
internal import Snapshot

/// What the connections of a feed share; used on its event loop only.
final class FeedCore {
    let limits: FeedServer.Limits
    let logger: Logger
    private let answers: FeedAnswers
    private let events: EventLog
    private let now: () -> MonotonicTime
    private var latest: Snapshot?
    /// What was already written of the latest snapshot.
    private var bodies: [FeedSelection: ByteBuffer] = [:]
    private var readers: [ObjectIdentifier: FeedReader] = [:]

    /// As many selections as different checks may well ask for.
    private static let mostBodies = 64
    /// How long the first snapshot is waited for by who does not say.
    private static let firstWait = Duration.seconds(2)

    init(
        answers: FeedAnswers, events: EventLog, now: @escaping () -> MonotonicTime, limits: FeedServer.Limits,
        logger: Logger
    ) {
        self.answers = answers
        self.events = events
        self.now = now
        self.limits = limits
        self.logger = logger
    }

    /// Takes in a reader, unless there are too many.
    func add(_ reader: FeedReader) -> Bool {
        guard readers.count < limits.readers else { return false }
        readers[ObjectIdentifier(reader)] = reader
        return true
    }

    func remove(_ reader: FeedReader) { readers[ObjectIdentifier(reader)] = nil }

    func closeAll() { for reader in readers.values { reader.close() } }

    func publish(_ snapshot: Snapshot) {
        latest = snapshot
        bodies.removeAll(keepingCapacity: true)
        for reader in readers.values { reader.look() }
    }

    func answerWhoAwaitsEvents() { for reader in readers.values { reader.look() } }

    /// What every answer begins with.
    var head: [UInt8] { answers.head(at: now()) }

    /// The answer, or for how long to wait for it.
    enum Outcome {
        case answer(ByteBuffer)
        case wait(Duration)
    }

    /// - Parameter isOver: Whether the wait is over.
    func outcome(of question: FeedQuestion, isOver: Bool) -> Outcome {
        switch question {
        case .snapshot(let selection, let generation, let run, let wait):
            guard let latest else {
                return isOver
                    ? .answer(refusal("there is no sample yet; ask again"))
                    : .wait(wait > .zero ? wait : Self.firstWait)
            }
            if generation == latest.generation, isOfThisRun(run), wait > .zero, !isOver { return .wait(wait) }
            return .answer(body(latest, selection))
        case .events(let cursor, let run, let wait):
            let (events, missed, newest) = events.events(after: isOfThisRun(run) ? cursor : 0)
            if events.isEmpty, wait > .zero, !isOver { return .wait(wait) }
            return .answer(ByteBuffer(bytes: answers.events(events, cursor: newest, missed: missed)))
        case .status:
            guard let latest else {
                return isOver ? .answer(refusal("there is no sample yet; ask again")) : .wait(Self.firstWait)
            }
            return .answer(ByteBuffer(bytes: answers.state(latest)))
        }
    }

    private func isOfThisRun(_ run: UInt64?) -> Bool { run.map { $0 == answers.run } ?? true }

    func refusal(_ reason: String) -> ByteBuffer { ByteBuffer(bytes: answers.refusal(reason)) }

    private func body(_ snapshot: Snapshot, _ selection: FeedSelection) -> ByteBuffer {
        if let body = bodies[selection] { return body }
        let body = ByteBuffer(bytes: answers.body(snapshot, selection))
        if bodies.count < Self.mostBodies { bodies[selection] = body }
        return body
    }
}
