import CollectdOutput
import CommandLineInterface
import DomainXML
import HostFollowing
import Libvirt
import LibvirtSource
import Snapshot

/// Asks libvirt what it tells of one guest at a time, and keeps it for as long as it holds.
///
/// A call that does not return keeps its connection; the other guests are asked over another. It has a thread of its own:
/// what tenants wrote into their metadata may take its time to search.
actor DetailReader {
    /// What a guest's metadata was found to be.
    enum Finding: Sendable {
        case known(GuestDetails)
        /// There is no such guest any more.
        case gone
        /// It could not be asked, or did not answer.
        case unknown
    }

    /// What came of a question.
    private enum Outcome {
        case answer(DetailAnswer)
        case failure(LibvirtError)
        /// It did not return in time.
        case silence
        /// The connection is gone, which is not the guest's doing.
        case lost
    }

    /// A connection, and what happened to it.
    private struct Line {
        var link: DetailLink?
        var isConnecting = false
        var retryAt = ContinuousClock.now
    }

    private let plan: CollectdPlan
    private let thread: ThreadExecutor
    /// The host that is asked.
    private var uri = ""
    /// The host's driver, once a connection told it.
    private var driver: String?
    private let namespaces: [String]
    private let path: MetadataPath
    private var lines: [Connection.Access: Line] = [:]
    private var memory = DetailMemory()
    /// The guests that are to be asked, from when a sample has them until all were asked.
    private var round: [DomainSample]?
    /// Guests whose metadata is wanted at once.
    private var wanted: [(guest: DomainIdentity, finding: OneAnswer<Finding>)] = []
    /// What nobody is asked for in this round.
    private var skipped: Set<DetailQuestion.Kind> = []
    private var isReading = false
    private var waiters: [OneAnswer<Void>] = []
    private var problems: [String] = []
    /// Calls that have not returned.
    private var held = HeldCalls()
    /// Guests that did not answer.
    private var silent = SilentGuests()

    /// How long a call may take before the others go on without it.
    private static let patience = Duration.seconds(2)
    /// How long a connection rests that broke, and one that was refused.
    private static let (pause, longPause) = (Duration.seconds(10), Duration.seconds(60))

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ plan: CollectdPlan) throws(OperatorError) {
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "details", for: "collectd") } catch {
            throw .failure(error.description)
        }
        self.plan = plan
        namespaces = plan.settings.metadataNamespaces
        path = MetadataPath(plan.settings.metadataPath)
    }

    /// The complaints since the last call.
    func takeProblems() -> [String] {
        defer { problems = [] }
        return problems
    }

    /// What is known of these guests: asked as far as the time allows, else as it was.
    ///
    /// - Parameter uri: The host that they are of.
    func details(
        for snapshot: Snapshot, at uri: String, within time: Duration
    ) async -> [DomainIdentity.UUID: GuestDetails] {
        if uri != self.uri {
            self.uri = uri
            driver = nil
            lines = [:]
            memory = DetailMemory()
        }
        let guests =
            snapshot.status.isUp ? snapshot.domains.filter { plan.settings.admits(guest: $0.identity.name) } : []
        if snapshot.status.isUp {
            memory.keepOnly(guests)
            silent.keepOnly(Set(guests.lazy.map(\.identity.uuid)))
        }
        if round == nil, !guests.isEmpty {
            round = guests
            read()
        }
        if round != nil {
            let end = OneAnswer<Void>()
            waiters.append(end)
            _ = await end.value(within: time)
        }
        return memory.details
    }

    /// What the metadata of a guest is now, of which no sample may have told yet.
    func metadata(of guest: DomainIdentity) async -> Finding {
        guard !uri.isEmpty else { return .unknown }
        let finding = OneAnswer<Finding>()
        wanted.append((guest, finding))
        read()
        // others that are asked before it have theirs
        return await finding.value(within: Self.patience * 5) ?? .unknown
    }

    private func read() {
        guard !isReading else { return }
        isReading = true
        Task {
            while true {
                await answerWanted()
                guard let guests = round else { break }
                await ask(guests)
                round = nil
                for waiter in waiters { waiter.give(()) }
                waiters = []
            }
            isReading = false
        }
    }

    private func answerWanted() async {
        while !wanted.isEmpty {
            let (guest, finding) = wanted.removeFirst()
            finding.give(await found(guest))
        }
    }

    private func found(_ guest: DomainIdentity) async -> Finding {
        guard !held.isFull(.metadata), !held.has(guest.uuid, .metadata), let link = await connected(.readOnly) else {
            return .unknown
        }
        switch await outcome(of: .metadata, DomainReference(guest), guest.uuid, nil, over: link, .readOnly) {
        case .answer(.metadata(let name)): memory.note(metadataName: name, of: guest.uuid)
        case .failure(let error) where error.code == .noDomain: return .gone
        case .failure(let error) where error.code.isUnsupported: noteUnsupported(error, guest.uuid)
        default: return .unknown
        }
        return memory.details(of: guest.uuid).map { .known($0) } ?? .unknown
    }

    private func ask(_ guests: [DomainSample]) async {
        skipped = []
        let needsDriver = plan.settings.extraStatistics.contains(.diskErrors)
        for guest in guests {
            guard !memory.questions(of: guest, plan.settings, driver: driver).isEmpty else { continue }
            if needsDriver, driver == nil { _ = await connected(.readOnly) }
            for question in memory.questions(of: guest, plan.settings, driver: driver) {
                await answerWanted()
                await ask(question, of: guest)
            }
        }
    }

    private func ask(_ question: DetailQuestion, of guest: DomainSample) async {
        let kind = question.kind
        if held.isFull(kind) {
            skip(kind, because: "\(HeldCalls.most) guests do not answer when asked for \(kind.topic)")
        }
        guard !held.isFull(kind), !held.has(guest.identity.uuid, kind) else {
            // who cannot be asked for ever is told of without that name in the end
            if question == .metadata { memory.note(failureOf: question, of: guest) }
            return
        }
        guard !skipped.contains(kind) else { return }
        let access: Connection.Access = kind == .agent ? .readWrite : .readOnly
        guard let link = await connected(access) else { return skip(kind, because: nil) }
        let (domain, uuid) = (DomainReference(guest.identity), guest.identity.uuid)
        switch await outcome(of: question, domain, uuid, guest, over: link, access) {
        case .answer(let answer): memory.note(answer, of: guest)
        case .failure(let error) where question == .metadata && error.code.isUnsupported: noteUnsupported(error, uuid)
        case .failure, .silence: memory.note(failureOf: question, of: guest)
        case .lost: break
        }
    }

    /// Asks nobody for things of this kind till the next round.
    private func skip(_ kind: DetailQuestion.Kind, because reason: String?) {
        guard skipped.insert(kind).inserted else { return }
        memory.forgetWhatAges(kind)
        if let reason { problems.append("\(reason); until one does, nobody is asked for that") }
    }

    private func noteUnsupported(_ error: LibvirtError, _ guest: DomainIdentity.UUID) {
        memory.note(metadataName: nil, of: guest)
        let problem =
            "\(uri): libvirt has no metadata there (\(error.call)); guests are called by what else the format has"
        // once, be it of all guests
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// A connection; `nil` if there is none for now.
    private func connected(_ access: Connection.Access) async -> DetailLink? {
        let line = lines[access, default: Line()]
        if let link = line.link { return link }
        // one that hangs is waited for, not tried once more beside itself
        guard !line.isConnecting, ContinuousClock.now >= line.retryAt else { return nil }
        lines[access, default: Line()].isConnecting = true
        let uri = uri
        let answer = OneAnswer<Result<DetailLink, LibvirtError>>()
        Task {
            do throws(LibvirtError) {
                let opened = try await DetailLink(uri, access)
                if uri == self.uri {
                    lines[access, default: Line()].link = opened
                    driver = opened.driver
                }
                answer.give(.success(opened))
            } catch {
                answer.give(.failure(error))
            }
            if uri == self.uri { lines[access]?.isConnecting = false }
        }
        let outcome = await answer.value(within: Self.patience * 2)
        guard uri == self.uri else { return nil }
        switch outcome {
        case .success: break
        case .failure(let error): giveUp(access, because: error.description)
        case nil: giveUp(access, because: "\(uri): libvirt does not answer")
        }
        return lines[access]?.link
    }

    private func giveUp(_ access: Connection.Access, because reason: String) {
        let isForWriting = access == .readWrite
        problems.append(
            isForWriting ? "\(reason); fs_info needs a connection for writing, the rest goes on without it" : reason)
        rest(access, isForWriting ? Self.longPause : Self.pause)
    }

    /// - Parameter sample: What is known of the guest, if it is.
    private func outcome(
        of question: DetailQuestion, _ guest: DomainReference, _ uuid: DomainIdentity.UUID, _ sample: DomainSample?,
        over link: DetailLink, _ access: Connection.Access
    ) async -> Outcome {
        let (namespaces, path, uri) = (namespaces, path, uri)
        let call = held.begin(uuid, question.kind)
        let answer = OneAnswer<Result<DetailAnswer, LibvirtError>>()
        Task(executorPreference: thread) {
            do throws(LibvirtError) {
                answer.give(.success(try await link.ask(question, of: guest, sample, namespaces, path)))
                await self.returned(call, answering: uuid)
            } catch {
                answer.give(.failure(error))
                await self.returned(call, answering: nil)
            }
        }
        let result = await answer.value(within: Self.patience)
        if result != nil { held.end(call) }
        // what another host says is nothing to this one
        guard uri == self.uri else { return .lost }
        switch result {
        case .success(let answer): return .answer(answer)
        case .failure(let error):
            guard await link.isAlive() else {
                lines[access]?.link = nil
                problems.append(error.description)
                rest(access, Self.pause)
                return .lost
            }
            // a guest without an agent, or one that just ended, is nothing to complain of
            let isExpected = question.kind != .metadata || error.code == .noDomain || error.code.isUnsupported
            let isDenied = error.code == .operationDenied || error.code == .accessDenied
            if isDenied, question.kind == .agent {
                skip(.agent, because: nil)
                problems.append(
                    """
                    \(uri): libvirt refuses what asks guests' agents over this connection; for fs_info name the socket for \
                    writing, and a user who may, or leave fs_info out
                    """)
                return .failure(error)
            }
            if !isExpected || isDenied { problems.append(error.description) }
            return .failure(error)
        case nil:
            // the call has the connection until it returns
            lines[access]?.link = nil
            problems.append("\(guest.name.debugDescription) did not answer; the others go on without it")
            silent.note(silent: uuid, called: guest.name)
            return .silence
        }
    }

    /// - Parameter guest: Who answered, if it did.
    private func returned(_ call: HeldCalls.Number, answering guest: DomainIdentity.UUID?) {
        held.end(call)
        if let guest, let words = silent.note(answering: guest) { problems.append(words) }
    }

    private func rest(_ access: Connection.Access, _ time: Duration) {
        lines[access, default: Line()].retryAt = .now + time
        let kinds: [DetailQuestion.Kind] = access == .readWrite ? [.agent] : [.metadata, .monitor]
        for kind in kinds { memory.forgetWhatAges(kind) }
    }
}

extension DetailQuestion.Kind {
    fileprivate var topic: String {
        switch self {
        case .metadata: "their metadata"
        case .monitor: "what their emulators know"
        case .agent: "their file systems"
        }
    }
}
