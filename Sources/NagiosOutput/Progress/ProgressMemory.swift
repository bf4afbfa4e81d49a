import Snapshot

/// How far jobs were when checks last looked at them, and since when.
///
/// libvirt tells neither when a block job began nor when any job last made progress: both are known since a check first saw
/// it. Two looks that find a job equally far prove that it stood still between them; one look proves nothing.
public struct ProgressMemory: Sendable, Equatable {
    private(set) var entries: [Key: Entry] = [:]

    /// More than a host has; of more, those are forgotten that were seen least lately.
    static let mostEntries = 4096
    /// A job of which nothing was heard for so many seconds is forgotten.
    static let longestSilence = 86_400.0

    /// Nothing seen yet.
    public init() {}

    init(_ entries: [Key: Entry]) { self.entries = entries }

    /// Which job it is, as far as libvirt tells jobs apart.
    struct Key: Hashable, Sendable {
        let guest: DomainIdentity.UUID
        /// libvirt's number of the guest's run, which no job outlives.
        let run: Int32
        /// The disk's target; empty of a job of the whole guest.
        let disk: String
        let kind: String
    }

    /// What a check saw of a job.
    struct Look: Sendable {
        /// How far it is; it never falls.
        let current: UInt64
        /// Where it ends, if that stays the same from its begin to its end.
        var end: UInt64?
        /// Seconds since it began, if libvirt tells.
        var elapsed: Double?
    }

    /// What is remembered of a job; moments are seconds since the machine started.
    struct Entry: Sendable, Equatable {
        var current: UInt64
        var end: UInt64?
        /// When it was last looked at.
        var lookedAt: Double
        /// The moment then by the job's own clock; without one, the same.
        var clock: Double
        /// By that clock, when it was first seen.
        var firstSeen: Double
        /// By that clock, since when it has been as far as it is.
        var movedAt: Double
    }

    /// How long a job has been there and stood still, in seconds, as far as it was seen.
    struct Standing: Sendable {
        let age: Double
        let idle: Double
        /// Whether it was seen to make progress.
        let hasMoved: Bool
    }

    func standing(_ key: Key) -> Standing? {
        entries[key].map {
            Standing(
                age: $0.clock - $0.firstSeen, idle: $0.clock - $0.movedAt, hasMoved: $0.movedAt > $0.firstSeen)
        }
    }

    /// Takes in what was seen of a job at a moment.
    ///
    /// Another check may have looked later and been quicker to tell: then this look is of the past.
    mutating func note(_ key: Key, _ look: Look, at moment: Double) {
        let clock = look.elapsed ?? moment
        guard var entry = entries[key], isSame(entry, look, at: moment) else {
            // what has processed nothing has stood still since it began
            let movedAt = look.current == 0 && look.elapsed != nil ? 0 : clock
            entries[key] = Entry(
                current: look.current, end: look.end, lookedAt: moment, clock: clock, firstSeen: clock,
                movedAt: movedAt)
            return
        }
        guard moment >= entry.lookedAt else { return }
        if look.current != entry.current { entry.movedAt = clock }
        (entry.current, entry.end, entry.lookedAt, entry.clock) = (look.current, look.end, moment, clock)
        entries[key] = entry
    }

    /// Whether it is the job that was seen before, rather than a later one of its kind on the same disk.
    private func isSame(_ entry: Entry, _ look: Look, at moment: Double) -> Bool {
        guard moment >= entry.lookedAt else { return true }
        if let elapsed = look.elapsed {
            return elapsed >= entry.clock && elapsed >= moment - entry.lookedAt
        }
        // until it has begun in earnest, QEMU knows no end
        if let before = entry.end, let now = look.end, before > 1, before != now { return false }
        return look.current >= entry.current
    }

    /// Forgets jobs that ended.
    ///
    /// - Parameter isThere: Whether a job may still be there, as of this moment.
    mutating func keep(at moment: Double, _ isThere: (Key) -> Bool) {
        // one that another check saw since is not judged by an earlier look
        entries = entries.filter { $0.value.lookedAt > moment || isThere($0.key) }
    }

    /// Forgets what is of no more use, and what cannot be: moments that are yet to come.
    public mutating func tidy(at now: Double) {
        entries = entries.filter { $0.value.lookedAt <= now && now - $0.value.lookedAt <= Self.longestSilence }
        guard entries.count > Self.mostEntries else { return }
        let newest = entries.sorted { $0.value.lookedAt > $1.value.lookedAt }.prefix(Self.mostEntries)
        entries = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
}
