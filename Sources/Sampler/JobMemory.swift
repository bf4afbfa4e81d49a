import Snapshot

/// The jobs of domains, and when to ask for them.
///
/// libvirt tells of a job only who asks for that one domain, so few are asked in a round: those that have a job, those of
/// which one was announced, and each other once in a while.
struct JobMemory: Sendable {
    private struct Entry: Sendable {
        let id: Int32?
        /// The current one as the last round told it.
        var jobs = DomainJobs()
        /// Whether it had one when it was last asked.
        var hadJob = false
        /// How many announcements there were when it was asked.
        var announcements: UInt64 = 0
        var askedAt: MonotonicTime
        /// How much of the interval passes before it is asked again: from a half to all of it.
        let share: Double
        /// A call that has not returned.
        var held: UInt64?

        init(_ domain: DomainIdentity, askedAt: MonotonicTime) {
            id = domain.id
            self.askedAt = askedAt
            // spread, or all domains that were seen first in one round would be asked in one round again
            share = 1 - Double(UInt8(truncatingIfNeeded: domain.uuid.hashValue)) / 512
        }
    }

    /// A domain to be asked.
    struct Question: Sendable {
        let domain: InventoryEntry
        /// Whether it may have a job, or one may have ended of which nothing is known yet.
        let isUrgent: Bool
    }

    private var entries: [DomainIdentity.UUID: Entry] = [:]
    /// Set once the driver turned out to tell of no jobs.
    private(set) var isUnsupported = false

    /// Whom to ask, the urgent ones first.
    ///
    /// - Parameter interval: After how long those are asked again that had no job.
    func due(
        _ domains: some Sequence<InventoryEntry>, every interval: Duration, at now: MonotonicTime
    ) -> [Question] {
        guard !isUnsupported else { return [] }
        var urgent: [Question] = []
        var others: [Question] = []
        for domain in domains {
            guard let entry = entries[domain.identity.uuid], entry.id == domain.identity.id else {
                others.append(Question(domain: domain, isUrgent: true))
                continue
            }
            guard entry.held == nil else { continue }
            if entry.hadJob || entry.announcements != domain.jobAnnouncements {
                urgent.append(Question(domain: domain, isUrgent: true))
            } else if now - entry.askedAt >= interval * entry.share {
                others.append(Question(domain: domain, isUrgent: false))
            }
        }
        return urgent + others
    }

    /// Takes no job for current that is not told anew.
    mutating func beginRound() {
        for (uuid, entry) in entries where entry.jobs.current != nil { entries[uuid]?.jobs.current = nil }
    }

    /// Takes an answer in.
    mutating func learn(_ jobs: DomainJobs, _ question: Question, at now: MonotonicTime) {
        update(question, at: now) { entry in
            entry.jobs.current = jobs.current
            entry.hadJob = jobs.current != nil
            if question.isUrgent, jobs.current == nil { entry.jobs.last = jobs.last }
        }
    }

    /// A domain that could not be asked is asked again later, not before a call returned that it holds.
    mutating func postpone(_ question: Question, held: UInt64? = nil, at now: MonotonicTime) {
        update(question, at: now) { $0.held = held }
    }

    /// Asks no domain any more.
    mutating func stop() {
        entries = [:]
        isUnsupported = true
    }

    /// Learns of calls that returned after all.
    mutating func settle(_ calls: some Sequence<UInt64>) {
        let calls = Set(calls)
        for (uuid, entry) in entries {
            if let held = entry.held, calls.contains(held) { entries[uuid]?.held = nil }
        }
    }

    /// Forgets domains that are gone.
    mutating func keepOnly(_ inventory: [InventoryEntry]) {
        guard entries.count > inventory.count else { return }
        let runs = Dictionary(inventory.lazy.map { ($0.identity.uuid, $0.identity.id) }, uniquingKeysWith: { $1 })
        entries = entries.filter { runs[$0.key] == .some($0.value.id) }
    }

    /// What is known of a domain's jobs.
    func jobs(of domain: InventoryEntry) -> DomainJobs {
        let announced = domain.events?.lastJob
        guard let entry = entries[domain.identity.uuid], entry.id == domain.identity.id else {
            return DomainJobs(last: announced)
        }
        var jobs = entry.jobs
        // who asks is told more, such as that a job was cancelled; but libvirt may have announced another one since
        if entry.announcements == domain.jobAnnouncements, jobs.last != nil {
            jobs.last = jobs.last.map { $0.endedAt == announced?.endedAt ? $0 : $0.ended(at: announced?.endedAt) }
        } else {
            jobs.last = announced ?? jobs.last
        }
        return jobs
    }

    private mutating func update(_ question: Question, at now: MonotonicTime, _ body: (inout Entry) -> Void) {
        let domain = question.domain.identity
        var entry = entries[domain.uuid].flatMap { $0.id == domain.id ? $0 : nil } ?? Entry(domain, askedAt: now)
        entry.askedAt = now
        entry.announcements = question.domain.jobAnnouncements
        body(&entry)
        entries[domain.uuid] = entry
    }
}

extension InventoryEntry {
    /// How often libvirt announced that a job goes on or ended.
    fileprivate var jobAnnouncements: UInt64 {
        guard let counts = events?.counts else { return 0 }
        return (counts[.jobCompleted] ?? 0) + (counts[.migrationIteration] ?? 0)
    }
}
