internal import Feed
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import NIOCore
internal import Snapshot

/// What the connections of a feed share; used on its event loop only.
final class FeedCore {
    let limits: FeedServer.Limits
    let counter: FeedCounter
    private let logger: Logger
    private let path: String
    private let answers: FeedAnswers
    private let events: EventLog
    private let now: () -> MonotonicTime
    private let news: FeedNews
    /// What was already written of the newest snapshot, and of earlier ones.
    private var (bodies, earlierBodies) = (FeedBodies(), FeedBodies())
    private var readers: [ObjectIdentifier: FeedReader] = [:]
    private var complaints: [String: Complaint] = [:]

    /// What was complained of, and how often it was not since.
    private struct Complaint {
        var told: NIODeadline
        var passedOver = 0
    }

    /// How long the same is not logged again: whoever connects chooses how often.
    private static let complaintPause = TimeAmount.minutes(1)
    /// How long the first snapshot is waited for by who does not say.
    private static let firstWait = Duration.seconds(2)

    init(
        path: String, answers: FeedAnswers, news: FeedNews, events: EventLog, now: @escaping () -> MonotonicTime,
        limits: FeedServer.Limits, counter: FeedCounter, logger: Logger
    ) {
        self.news = news
        self.path = path
        self.counter = counter
        self.answers = answers
        self.events = events
        self.now = now
        self.limits = limits
        self.logger = logger
    }

    /// Takes in a reader, in another's place if all are taken.
    ///
    /// - Returns: Why it is turned away, if it is.
    func add(_ reader: FeedReader, _ peer: FeedPeer?) -> String? {
        if let peer, !peer.mayRead(asMemberOf: group) {
            complain("a reader of the feed was turned away: it may not read", peer.user)
            counter.count { $0.readersRefused += 1 }
            return "this user may not read; run as a member of the group that the socket belongs to"
        }
        if readers.count >= limits.readers, let other = givingWay(to: peer?.user) {
            other.drop("there are \(limits.readers) readers, which is the most, and another took the place; ask again")
        }
        guard readers.count < limits.readers else {
            complain("a reader of the feed was turned away: there are too many", peer?.user)
            counter.count { $0.readersRefused += 1 }
            return "there are \(readers.count) readers, which is the most; ask again"
        }
        readers[ObjectIdentifier(reader)] = reader
        counter.count { $0.readersAccepted += 1 }
        countReaders()
        return nil
    }

    func remove(_ reader: FeedReader) {
        guard readers.removeValue(forKey: ObjectIdentifier(reader)) != nil else { return }
        countReaders()
        if reader.subagent != nil { noteSubagents() }
    }

    /// Takes what readers say of themselves: one of each SNMP agent, and of few, for whoever reads could invent series.
    func noteSubagents() {
        let told = readers.values.compactMap(\.subagent).sorted { $0.sessions < $1.sessions }
        let each = Dictionary(told.map { ($0.agent, $0) }) { $1 }.values.sorted { $0.agent < $1.agent }
        let subagents = Array(each.prefix(Self.mostSubagents))
        counter.count { $0.subagents = subagents }
    }

    private static let mostSubagents = 8

    private func countReaders() {
        let count = UInt64(readers.count)
        counter.count { $0.readers = count }
    }

    /// The reader whose place a newcomer takes.
    private func givingWay(to user: uid_t?) -> FeedReader? {
        let readers = Array(readers.values)
        let holders = readers.map { FeedPlaces.Holder(user: $0.user, occupation: $0.occupation) }
        return FeedPlaces.givingWay(
            among: holders, to: user, silentBefore: .now() - TimeAmount(limits.silence)
        ).map { readers[$0] }
    }

    /// Counts a reader that is sent away.
    func noteDropped(_ reader: FeedReader) {
        guard readers[ObjectIdentifier(reader)] != nil else { return }
        remove(reader)
        counter.count { $0.readersDropped += 1 }
    }

    /// Logs what is wrong with a reader, but not for each one of many.
    func complain(_ text: String, _ user: uid_t?) {
        let now = NIODeadline.now()
        var complaint = complaints[text] ?? Complaint(told: now - Self.complaintPause)
        if now - complaint.told >= Self.complaintPause {
            var metadata: Logger.Metadata = [:]
            if let user { metadata["uid"] = "\(user)" }
            if complaint.passedOver > 0 { metadata["not_logged_before"] = "\(complaint.passedOver)" }
            logger.warning("\(text)", metadata: metadata)
            complaint = Complaint(told: now)
        } else {
            complaint.passedOver += 1
        }
        complaints[text] = complaint
    }

    /// The group that the socket belongs to, which an operator may change.
    private var group: gid_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_gid : getegid()
    }

    func closeAll() { for reader in readers.values { reader.close() } }

    /// Answers those who waited for what there is now.
    func answerWhoWaits() { for reader in readers.values { reader.look() } }

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
            guard let latest = news.latest(awaitsNext: wait > .zero && !isOver) else {
                return isOver
                    ? .answer(refusal("there is no sample yet; ask again"))
                    : .wait(wait > .zero ? wait : Self.firstWait)
            }
            if generation == latest.generation, isOfThisRun(run), wait > .zero, !isOver { return .wait(wait) }
            return .answer(bodies.body(latest, selection, answers))
        case .earlier(let selection, let time):
            guard let earlier = news.earlier(by: time) else {
                return .answer(refusal("there is no sample yet that is so much earlier; ask again"))
            }
            return .answer(earlierBodies.body(earlier, selection, answers))
        case .events(let cursor, let run, let wait):
            if wait > .zero, !isOver { news.awaitEvents() }
            let log = events
            let (events, missed, newest) = log.events(after: isOfThisRun(run) ? cursor : 0)
            if events.isEmpty, wait > .zero, !isOver { return .wait(wait) }
            let since = log.completeSince(now: Date().timeIntervalSince1970)
            return .answer(
                ByteBuffer(bytes: answers.events(events, cursor: newest, missed: missed, completeSince: since)))
        case .status:
            guard let latest = news.latest(awaitsNext: false) else {
                return isOver ? .answer(refusal("there is no sample yet; ask again")) : .wait(Self.firstWait)
            }
            return .answer(ByteBuffer(bytes: answers.state(latest)))
        }
    }

    private func isOfThisRun(_ run: UInt64?) -> Bool { run.map { $0 == answers.run } ?? true }

    func refusal(_ reason: String) -> ByteBuffer { ByteBuffer(bytes: answers.refusal(reason)) }
}
