import CNetSNMP
import Glibc
import SNMPOutput

/// net-snmp's library, as it is used on the agent's thread; nothing here is called on another one.
final class AgentXSession {
    private let agent: AgentXAgent
    private let settings: AgentXSettings
    /// What the library does with a message of the master's.
    var handleMessage: netsnmp_callback?
    /// What is answered of; nothing before the first sample.
    private var live: MIBTree?
    private var liveSince = ContinuousClock.now
    /// A newer tree that waits for a walk to end.
    private var next: MIBTree?
    private var lastRequest: ContinuousClock.Instant?
    /// Whether the next one is waited for awake.
    private var watch = RequestWatch()
    /// Whether the newer tree is looked at again soon.
    private var isWaiting = false
    /// How many subtrees the master refused.
    private var refused = 0
    /// The same while it is asked again, of all of them.
    private var refusedNow: Int?
    /// The alarm at which it is asked again; 0 for none.
    private var question: UInt32 = 0
    private var pause = firstPause

    /// A manager that walks asks again sooner than this.
    private static let quiet = Duration.milliseconds(250)
    /// Seconds after which a master that refused is asked again, first and at most: it logs each question.
    private static let (firstPause, longestPause): (UInt32, UInt32) = (5, 300)

    init(_ agent: AgentXAgent, _ settings: AgentXSettings) {
        self.agent = agent
        self.settings = settings
    }

    /// Connects with the master, or begins to look for it.
    func open() throws(AgentXError) {
        // a master that goes away in the middle of a message is no reason to end
        signal(SIGPIPE, SIG_IGN)
        // no module is read and no file of net-snmp's: what this program does is on its own command line
        setenv("MIBS", "", 1)
        setenv("SNMPCONFPATH", "/dev/null", 1)
        // where no folder can be made, for the library makes what it is told of
        setenv("SNMP_PERSISTENT_DIR", "/dev/null", 1)
        let me = Unmanaged.passUnretained(self).toOpaque()
        followLog(me)
        netsnmp_enable_subagent()
        let (application, library) = (Int32(NETSNMP_DS_APPLICATION_ID), Int32(NETSNMP_DS_LIBRARY_ID))
        netsnmp_ds_set_string(application, Int32(NETSNMP_DS_AGENT_X_SOCKET), settings.socket)
        netsnmp_ds_set_boolean(application, Int32(NETSNMP_DS_AGENT_NO_ROOT_ACCESS), 1)
        netsnmp_ds_set_boolean(application, Int32(NETSNMP_DS_AGENT_NO_CONNECTION_WARNINGS), 1)
        netsnmp_ds_set_boolean(library, Int32(NETSNMP_DS_LIB_DONT_READ_CONFIGS), 1)
        netsnmp_ds_set_boolean(library, Int32(NETSNMP_DS_LIB_DONT_PERSIST_STATE), 1)
        guard init_agent(settings.name) == 0 else { throw AgentXError("net-snmp's agent library does not start") }
        // only now, for init_agent sets its own
        let seconds = max(1, Int32(clamping: settings.pingInterval.components.seconds))
        netsnmp_ds_set_int(application, Int32(NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL), seconds)
        followSession(me)
        try register()
        init_snmp(settings.name)
        guard register_readfd(agent.descriptor, takeMail, me) == 0 else {
            throw AgentXError("net-snmp's library takes no more descriptors")
        }
        deliver()
    }

    func close() {
        // the library frees what callbacks are given when it shuts down, and this is not its own to free
        let me = Unmanaged.passUnretained(self).toOpaque()
        let library = Int32(SNMP_CALLBACK_LIBRARY)
        snmp_unregister_callback(library, Int32(SNMP_CALLBACK_LOGGING), takeLog, me, 1)
        for change in Self.changes {
            snmp_unregister_callback(Int32(SNMP_CALLBACK_APPLICATION), change, takeSessionChange, me, 1)
        }
        unregister_readfd(agent.descriptor)
        snmp_shutdown(settings.name)
    }

    private func register() throws(AgentXError) {
        for subtree in settings.subtrees {
            let registration = subtree.arcs.withUnsafeBufferPointer {
                netsnmp_create_handler_registration(
                    settings.name, answerRequests, $0.baseAddress, $0.count, Int32(HANDLER_CAN_RONLY))
            }
            guard let registration else { throw AgentXError("net-snmp's library has no memory for \(subtree)") }
            registration.pointee.handler.pointee.myvoid = Unmanaged.passUnretained(self).toOpaque()
            guard netsnmp_register_handler(registration) == Int32(MIB_REGISTERED_OK) else {
                throw AgentXError("net-snmp's library does not take the subtree \(subtree)")
            }
        }
    }

    /// Asks a master that refused again: it does not do so by itself when the other subagent is gone.
    ///
    /// Nothing is unregistered before, for net-snmp's master takes away what another subagent has of that name.
    fileprivate func askAgain() {
        guard refused > 0 else { return }
        refusedNow = 0
        for subtree in settings.subtrees {
            var arcs = subtree.arcs
            arcs.withUnsafeMutableBufferPointer { arcs in
                var parameters = register_parameters()
                parameters.name = arcs.baseAddress
                parameters.namelen = arcs.count
                parameters.priority = DEFAULT_MIB_PRIORITY
                snmp_call_callbacks(
                    Int32(SNMP_CALLBACK_APPLICATION), Int32(SNMPD_CALLBACK_REGISTER_OID), &parameters)
            }
        }
        // what the agent has already is refused as well
        refused = max(0, refused - (settings.subtrees.count - (refusedNow ?? 0)))
        refusedNow = nil
        if refused > 0 { askAgainLater() } else { agent.noteRefusal(isOver: true) }
    }

    private func askAgainLater() {
        snmp_alarm_unregister(question)
        question = snmp_alarm_register(pause, 0, askLater, Unmanaged.passUnretained(self).toOpaque())
        pause = min(pause * 2, Self.longestPause)
    }

    private func noteRefusal() {
        if let count = refusedNow {
            refusedNow = count + 1
            return
        }
        refused += 1
        guard refused == 1 else { return }
        pause = Self.firstPause
        agent.noteRefusal(isOver: false)
        askAgainLater()
    }

    private static let changes = [Int32(SNMPD_CALLBACK_INDEX_START), Int32(SNMPD_CALLBACK_INDEX_STOP)]

    private func followLog(_ me: UnsafeMutableRawPointer) {
        snmp_disable_log()
        snmp_enable_calllog()
        snmp_register_callback(Int32(SNMP_CALLBACK_LIBRARY), Int32(SNMP_CALLBACK_LOGGING), takeLog, me)
    }

    private func followSession(_ me: UnsafeMutableRawPointer) {
        for change in Self.changes {
            snmp_register_callback(Int32(SNMP_CALLBACK_APPLICATION), change, takeSessionChange, me)
        }
    }

    /// The session that a callback was given.
    static func of(_ pointer: UnsafeMutableRawPointer?) -> AgentXSession? {
        pointer.map { Unmanaged<AgentXSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What the next request is answered of, and the moment that it is answered for.
    func noteRequest() -> (tree: MIBTree, moment: RequestMoment) {
        let now = ContinuousClock.now
        watch.note(lastRequest.map { now - $0 })
        lastRequest = now
        return (live ?? MIBTree(), agent.noteRequest())
    }

    /// Whether to wait for the next request awake.
    var expectsRequest: Bool { lastRequest.map { watch.goesOn(after: ContinuousClock.now - $0) } ?? false }

    fileprivate func noteSession(isUp: Bool) {
        // a session begins with everything registered anew
        refused = 0
        agent.noteSession(isUp: isUp)
    }

    fileprivate func noteLog(_ priority: Int32, _ line: String) {
        // the library tells of it nowhere else
        if line.hasPrefix("registering pdu failed") { noteRefusal() }
        agent.noteLog(priority, line)
    }

    /// Takes what waits for this thread.
    fileprivate func deliver() {
        let (tree, isUrgent, notifications) = agent.take()
        if let tree { next = tree }
        adopt(isUrgent: isUrgent)
        for notification in notifications { send(notification) }
    }

    /// Puts the newer tree in the place of the one that is answered of, unless that is being walked.
    ///
    /// A walk takes many requests: one that found half of its rows in another sample would show a guest that never was.
    private func adopt(isUrgent: Bool = false) {
        guard let next else { return }
        let now = ContinuousClock.now
        let isWalked = live != nil && lastRequest.map { now - $0 < Self.quiet } ?? false
        guard isUrgent || !isWalked || now - liveSince > settings.longestDelay else {
            guard !isWaiting else { return }
            isWaiting = true
            let delay = timeval(tv_sec: 0, tv_usec: 100_000)
            snmp_alarm_register_hr(delay, 0, adoptLater, Unmanaged.passUnretained(self).toOpaque())
            return
        }
        (live, liveSince, self.next) = (next, now, nil)
    }

    fileprivate func adoptNow() {
        isWaiting = false
        adopt()
    }

    private func send(_ notification: SNMPNotification) {
        // whoever answers in its place tells of it
        guard refused < settings.subtrees.count else { return agent.noteDropped(1) }
        var list: UnsafeMutablePointer<netsnmp_variable_list>?
        defer { snmp_free_varbind(list) }
        // snmpTrapOID.0, first (RFC 3416, section 4.2.6); the master adds sysUpTime.0
        let trap: OID = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0]
        let variables = [(trap, .identifier(notification.oid))] + notification.variables.map { ($0.oid, $0.value) }
        for (name, value) in variables {
            let added = name.arcs.withUnsafeBufferPointer {
                snmp_varlist_add_variable(&list, $0.baseAddress, $0.count, UInt8(ASN_NULL), nil, 0)
            }
            guard let added else { return agent.noteDropped(1) }
            added.set(value)
        }
        send_v2trap(list)
        agent.noteSent(1)
    }
}

private func takeLog(
    _ kind: Int32, _ detail: Int32, _ message: UnsafeMutableRawPointer?, _ me: UnsafeMutableRawPointer?
) -> Int32 {
    guard let message, let session = AgentXSession.of(me) else { return 0 }
    let log = message.assumingMemoryBound(to: snmp_log_message.self).pointee
    guard let text = log.msg else { return 0 }
    var line = String(cString: text)
    while line.hasSuffix("\n") { line.removeLast() }
    session.noteLog(log.priority, line)
    return 0
}

private func takeSessionChange(
    _ kind: Int32, _ change: Int32, _ argument: UnsafeMutableRawPointer?, _ me: UnsafeMutableRawPointer?
) -> Int32 {
    guard let session = AgentXSession.of(me) else { return 0 }
    let isUp = change == Int32(SNMPD_CALLBACK_INDEX_START)
    if isUp, let master = argument?.assumingMemoryBound(to: netsnmp_session.self) { session.takeRequests(of: master) }
    session.noteSession(isUp: isUp)
    return 0
}

private func takeMail(_ descriptor: Int32, _ me: UnsafeMutableRawPointer?) { AgentXSession.of(me)?.deliver() }

private func adoptLater(_ alarm: UInt32, _ me: UnsafeMutableRawPointer?) { AgentXSession.of(me)?.adoptNow() }

private func askLater(_ alarm: UInt32, _ me: UnsafeMutableRawPointer?) { AgentXSession.of(me)?.askAgain() }
