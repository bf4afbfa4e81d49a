import CollectdOutput
import CommandLineInterface
import DomainXML
import Libvirt
import LibvirtSource
import Snapshot

/// Asks libvirt what it tells of one guest at a time, and keeps it for as long as it holds.
///
/// A call that does not return keeps its connection; the other guests are asked over another. It has a thread of its own:
/// what tenants wrote into their metadata may take its time to search.
actor DetailReader {
    private let plan: CollectdPlan
    private let thread: ThreadExecutor
    /// The host that is asked.
    private var uri = ""
    private let namespaces: [String]
    private let path: MetadataPath
    private var link: DetailLink?
    private var isConnecting = false
    private var memory = DetailMemory()
    private var isReading = false
    private var waiters: [OneAnswer<Void>] = []
    private var problems: [String] = []
    /// The guests of calls that have not returned, by the number of the call.
    private var held: [UInt64: DomainIdentity.UUID] = [:]
    private var calls: UInt64 = 0
    private var retryAt = ContinuousClock.now

    /// How long a call may take before the others go on without it.
    private static let patience = Duration.seconds(2)
    /// Connections that may be held by calls that do not return.
    private static let mostHeld = 4
    private static let pause = Duration.seconds(10)

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
            link = nil
            memory = DetailMemory()
        }
        let guests =
            snapshot.status.isUp ? snapshot.domains.filter { plan.settings.admits(guest: $0.identity.name) } : []
        if snapshot.status.isUp { memory.keepOnly(guests) }
        if !isReading, ContinuousClock.now >= retryAt, !guests.isEmpty {
            isReading = true
            Task { await read(guests) }
        }
        if isReading {
            let end = OneAnswer<Void>()
            waiters.append(end)
            _ = await end.value(within: time)
        }
        return memory.details
    }

    private func read(_ guests: [DomainSample]) async {
        defer {
            isReading = false
            for waiter in waiters { waiter.give(()) }
            waiters = []
        }
        for guest in guests where !isHeld(guest) {
            let questions = memory.questions(of: guest, plan.settings, driver: link?.driver)
            guard !questions.isEmpty else { continue }
            guard held.count < Self.mostHeld, let link = await connected() else { return }
            // the first time it was not known yet
            for question in memory.questions(of: guest, plan.settings, driver: link.driver) {
                guard await ask(question, of: guest, over: link) else { return }
                if isHeld(guest) { break }
            }
        }
    }

    private func connected() async -> DetailLink? {
        if let link { return link }
        // one that hangs is waited for, not tried once more beside itself
        guard !isConnecting else { return nil }
        isConnecting = true
        let (uri, mayWrite) = (uri, plan.mayWrite)
        let answer = OneAnswer<Result<DetailLink, LibvirtError>>()
        Task {
            do throws(LibvirtError) {
                let opened = try await DetailLink(uri, mayWrite: mayWrite)
                if uri == self.uri { link = opened }
                answer.give(.success(opened))
            } catch {
                answer.give(.failure(error))
            }
            isConnecting = false
        }
        switch await answer.value(within: Self.patience * 2) {
        case .success: break
        case .failure(let error):
            problems.append(error.description)
            rest()
        case nil:
            problems.append("\(uri): libvirt does not answer")
            rest()
        }
        return link
    }

    /// - Returns: Whether others may be asked.
    private func ask(_ question: DetailQuestion, of guest: DomainSample, over link: DetailLink) async -> Bool {
        let (namespaces, path) = (namespaces, path)
        calls += 1
        let call = calls
        let answer = OneAnswer<Result<DetailAnswer, LibvirtError>>()
        held[call] = guest.identity.uuid
        Task(executorPreference: thread) {
            do throws(LibvirtError) {
                answer.give(.success(try await link.ask(question, of: guest, namespaces, path)))
            } catch {
                answer.give(.failure(error))
            }
            await self.returned(call)
        }
        switch await answer.value(within: Self.patience) {
        case .success(let details):
            held[call] = nil
            memory.note(details, of: guest)
        case .failure(let error):
            held[call] = nil
            memory.note(failureOf: question, of: guest)
            guard await link.isAlive() else {
                self.link = nil
                problems.append(error.description)
                rest()
                return false
            }
            // a guest without an agent, or one that just ended, is nothing to complain of
            if question == .metadata { problems.append(error.description) }
        case nil:
            // the call has the connection until it returns
            memory.note(failureOf: question, of: guest)
            self.link = nil
            problems.append("\(guest.identity.name.debugDescription) did not answer; the others go on without it")
        }
        return true
    }

    private func returned(_ call: UInt64) { held[call] = nil }

    private func rest() {
        retryAt = .now + Self.pause
        for kind in DetailQuestion.Kind.allCases { memory.forgetWhatAges(kind) }
    }

    private func isHeld(_ guest: DomainSample) -> Bool { held.values.contains(guest.identity.uuid) }
}
