import CNetSNMP
import Glibc
public import SNMPOutput
import Synchronization

/// A subagent of an SNMP master agent (AgentX, RFC 2741), by net-snmp's library.
///
/// The library knows no locks and one agent for a process, so all of it runs on one thread of this type's own. A request is
/// answered of the tree that was published last and waits for nothing; a new tree takes its place between two requests.
public final class AgentXAgent: Sendable {
    private let settings: AgentXSettings
    private let observer: AgentXObserver
    private let moment: @Sendable (Counts) -> RequestMoment
    private let mailbox = Mutex(Mailbox())
    private let wakeUp: Int32

    /// What became of notifications and requests.
    public struct Counts: Sendable {
        /// Notifications that were handed to the master.
        public fileprivate(set) var sent: UInt64 = 0
        /// Notifications that could not be.
        public fileprivate(set) var dropped: UInt64 = 0
        /// Requests of the master that were answered, each for one or more values.
        public fileprivate(set) var requests: UInt64 = 0
    }

    /// What waits for the agent's thread.
    private struct Mailbox {
        var tree: MIBTree?
        var isUrgent = false
        var notifications: [SNMPNotification] = []
        var isEnding = false
        var isUp = false
        var counts = Counts()
    }

    /// Notifications that wait at most; the thread takes them at once, unless a master hangs.
    private static let mostWaiting = 1_000

    /// An agent that is not running yet.
    ///
    /// - Parameter moment: The moment of a request with the counts then, asked for on the agent's thread.
    /// - Throws: ``AgentXError`` if the system gives no descriptor.
    public init(
        _ settings: AgentXSettings, observer: AgentXObserver, moment: @escaping @Sendable (Counts) -> RequestMoment
    ) throws(AgentXError) {
        self.settings = settings
        self.observer = observer
        self.moment = moment
        wakeUp = virtpulse_eventfd()
        guard wakeUp >= 0 else {
            throw AgentXError("cannot make an event descriptor: \(String(cString: strerror(errno)))")
        }
    }

    /// Gives the thread a newer tree.
    ///
    /// - Parameter isUrgent: Whether it does not wait for the end of a walk.
    public func publish(_ tree: MIBTree, isUrgent: Bool = false) {
        mailbox.withLock { box in
            box.tree = tree
            box.isUrgent = box.isUrgent || isUrgent
        }
        virtpulse_eventfd_wake(wakeUp)
    }

    /// Sends notifications to the master, which sends them to whom its configuration names.
    ///
    /// Without a session with a master they are dropped, and counted.
    public func send(_ notifications: [SNMPNotification]) {
        guard !notifications.isEmpty else { return }
        mailbox.withLock { box in
            let room = box.isUp ? max(0, Self.mostWaiting - box.notifications.count) : 0
            box.notifications += notifications.prefix(room)
            box.counts.dropped += UInt64(max(0, notifications.count - room))
        }
        virtpulse_eventfd_wake(wakeUp)
    }

    /// What became of notifications and requests so far.
    public var counts: Counts { mailbox.withLock { $0.counts } }

    /// Ends ``run()`` after the request that it answers.
    public func stop() {
        mailbox.withLock { $0.isEnding = true }
        virtpulse_eventfd_wake(wakeUp)
    }

    /// Answers until ``stop()``; blocks the thread, of which a process may have one.
    ///
    /// - Throws: ``AgentXError`` if net-snmp's library cannot be made ready, or does not take a subtree.
    public func run() throws(AgentXError) {
        let session = AgentXSession(self, settings)
        try session.open()
        while !mailbox.withLock({ $0.isEnding }) { agent_check_and_process(session.expectsRequest ? 0 : 1) }
        session.close()
    }

    /// The descriptor that becomes readable when something waits.
    var descriptor: Int32 { wakeUp }

    /// Takes what waits.
    func take() -> (tree: MIBTree?, isUrgent: Bool, notifications: [SNMPNotification]) {
        virtpulse_eventfd_clear(wakeUp)
        return mailbox.withLock { box in
            defer { (box.tree, box.isUrgent, box.notifications) = (nil, false, []) }
            return (box.tree, box.isUrgent, box.notifications)
        }
    }

    /// Counts a request; its moment.
    func noteRequest() -> RequestMoment {
        let counts = mailbox.withLock { box in
            box.counts.requests += 1
            return box.counts
        }
        return moment(counts)
    }

    func noteSent(_ count: Int) { mailbox.withLock { $0.counts.sent += UInt64(count) } }

    func noteDropped(_ count: Int) { mailbox.withLock { $0.counts.dropped += UInt64(count) } }

    func noteSession(isUp: Bool) {
        mailbox.withLock { $0.isUp = isUp }
        observer.sessionChanged(isUp)
    }

    func noteRefusal(isOver: Bool) { observer.refused(isOver) }

    func noteLog(_ priority: Int32, _ line: String) { observer.logged(priority, line) }
}
