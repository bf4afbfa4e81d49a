import CommandLineInterface
import Libvirt
import NagiosOutput
import Snapshot

/// Asks libvirt what a check needs beside samples.
///
/// A call that does not return keeps its connection; the others are asked over another. It has a thread of its own, so
/// that a deadline holds whatever the other threads do.
actor DirectReader {
    private let uri: String
    private let thread: ThreadExecutor
    private var answers = DirectAnswers()
    /// What is to be asked yet, the next one last.
    private var waiting: [DirectTask] = []
    /// The same, over a connection for writing.
    private var waitingForAgents: [DirectTask] = []
    /// Until when is asked.
    private var deadline = ContinuousClock.now
    /// The most that a call may take, so that the time suffices for some that hang.
    private var patience = Duration.zero
    /// Calls that have not returned.
    private var held = 0
    /// The guests of such calls.
    private var stuck: Set<DomainIdentity.UUID> = []
    /// What the driver, or the library, cannot answer.
    private var unsupported: Set<DirectQuestion> = []
    /// Why there is no connection to be had.
    private var outage: String?

    /// Connections that may be held by calls that do not return.
    private static let mostHeld = 4
    /// Agents are asked side by side: each may take its time.
    private static let agentLanes = 4

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ uri: String) throws(OperatorError) {
        do throws(LibvirtError) { thread = try ThreadExecutor(name: "check", for: uri) } catch {
            throw .failure(error.description)
        }
        self.uri = uri
    }

    /// What libvirt answers until the deadline; to be called once.
    ///
    /// What could not be found out is among the failures; of what vanished meanwhile nothing is said.
    func answers(to request: DirectRequest, until deadline: ContinuousClock.Instant) async -> DirectAnswers {
        _ = await answers(to: request.tasks, needsWriting: request.needsWriting, until: deadline)
        if request.questions.contains(.usedPaths) { await findOtherNames(until: deadline) }
        return answers
    }

    func answers(
        to tasks: [DirectTask], needsWriting: Bool = false, until deadline: ContinuousClock.Instant
    ) async -> DirectAnswers {
        let began = ContinuousClock.now
        patience = min(.seconds(2), (deadline - began) / 6)
        // what takes the agents their time must not be lost to those that hang before
        self.deadline = needsWriting ? began + (deadline - began) / 2 : deadline
        add(tasks)
        await lane(isWriting: false)
        giveUp(isWriting: false)
        if !waitingForAgents.isEmpty, outage == nil {
            self.deadline = deadline
            await withTaskGroup { group in
                for _ in 0..<Self.agentLanes { group.addTask { await self.lane(isWriting: true) } }
            }
        }
        giveUp(isWriting: true)
        return answers
    }

    /// Looks for volumes that guests use by other names, where their files are at hand.
    private func findOtherNames(until deadline: ContinuousClock.Instant) async {
        let unused = answers.volumes.map(\.path).filter { !answers.usedPaths.contains($0) }
        guard ImageFiles.areHere(uri), !unused.isEmpty, !answers.usedPaths.isEmpty else { return }
        // storage that hangs is not to cost the check its report
        let found = await ImageFiles.aliases(
            of: answers.usedPaths, among: unused, within: max(.milliseconds(10), deadline - .now))
        if let found {
            answers.usedPaths.formUnion(found)
        } else {
            answers.failures.append(
                DirectAnswers.DirectFailure(
                    .usedPaths, of: nil, "images were not looked at in time; see whether storage hangs"))
        }
    }

    private func add(_ tasks: [DirectTask]) {
        waiting += tasks.filter { !$0.needsWriting }.reversed()
        waitingForAgents += tasks.filter(\.needsWriting).reversed()
    }

    /// Works off what waits, over one connection at a time.
    private func lane(isWriting: Bool) async {
        var link: DirectLink?
        // a daemon may close every connection
        var left = Self.mostHeld + 1
        // what an agent cannot answer in a moment says nothing about it
        let end = isWriting ? deadline - .seconds(1) : deadline
        while ContinuousClock.now < end, let task = next(isWriting: isWriting) {
            if link == nil {
                left -= 1
                guard held < Self.mostHeld, left >= 0 else { return add([task]) }
                link = await open(isWriting ? .readWrite : .readOnly)
            }
            guard let over = link else { return add([task]) }
            link = await isUsable(over, after: task) ? over : nil
        }
        await link?.close(within: min(patience, deadline - .now))
    }

    private func next(isWriting: Bool) -> DirectTask? {
        while let task = isWriting ? waitingForAgents.popLast() : waiting.popLast() {
            if case .guest(let guest) = task.subject, stuck.contains(guest.uuid) { continue }
            if task.questions.allSatisfy(unsupported.contains) { continue }
            return task
        }
        return nil
    }

    private func open(_ access: Connection.Access) async -> DirectLink? {
        guard outage == nil else { return nil }
        switch await DirectLink.open(uri, access: access, within: min(patience * 2, deadline - .now)) {
        case .success(let link): return link
        case .failure(let error): outage = error.description
        case nil: outage = "\(uri): libvirt does not answer"
        }
        return nil
    }

    /// Asks.
    ///
    /// - Returns: Whether others may be asked over the connection.
    private func isUsable(_ link: DirectLink, after task: DirectTask) async -> Bool {
        held += 1
        let reply = await link.reply(
            to: task, patience: task.needsWriting ? DirectTask.agentPatience : patience, until: deadline,
            returned: { await self.returned() })
        switch reply {
        case .outcome(let outcome):
            outcome.note(&answers)
            add(outcome.more)
            return true
        case .hangs:
            if case .guest(let guest) = task.subject { stuck.insert(guest.uuid) }
            if let note = task.noteOfHang { note(&answers) } else { fail(task, "libvirt does not answer") }
            return false
        case .trouble(let trouble):
            await note(trouble, of: task, over: link)
            return await link.connection.isAlive()
        }
    }

    private func returned() { held -= 1 }

    private func note(_ trouble: DirectTrouble, of task: DirectTask, over link: DirectLink) async {
        if trouble.isOfSomethingGone, task.subject.name != nil {
            if trouble.code == .operationInvalid {
                guard let presence = DirectTask.presence(after: task, trouble.reason) else {
                    return fail(task, trouble.reason)
                }
                add([presence])
            } else if trouble.code == .noDomain, case .guest(let guest) = task.subject {
                answers.gone.insert(guest.uuid)
            }
            return
        }
        guard let code = trouble.code, code.isUnsupported else { return fail(task, trouble.reason) }
        for question in task.questions where !unsupported.contains(question) {
            if code == .noSupport { unsupported.insert(question) }
            answers.unsupported.insert(question)
            // a libvirt that warns of nothing is no gap in what is known of guests
            if question == .messages { continue }
            // what one guest lacks another may have, but to be told once is enough
            if !answers.failures.contains(where: { $0.question == question && $0.subject == nil }) {
                answers.failures.append(DirectAnswers.DirectFailure(question, of: nil, trouble.reason))
            }
        }
    }

    private func fail(_ task: DirectTask, _ reason: String) {
        answers.failures += task.questions.map { DirectAnswers.DirectFailure($0, of: task.subject.name, reason) }
    }

    /// Tells of what was not asked, once for each question.
    private func giveUp(isWriting: Bool) {
        var left: [DirectQuestion: Int] = [:]
        while let task = next(isWriting: isWriting) {
            for question in task.questions where !unsupported.contains(question) { left[question, default: 0] += 1 }
        }
        for (question, count) in left.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let reason =
                outage
                ?? (held >= Self.mostHeld
                    ? "\(held) calls to libvirt hang; \(count) were not made"
                    : "\(count) calls to libvirt were not made in time")
            answers.failures.append(DirectAnswers.DirectFailure(question, of: nil, reason))
        }
    }
}
