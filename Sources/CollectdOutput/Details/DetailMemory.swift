import Catalogue
public import Snapshot

/// What was answered of single guests, and what is to be asked again.
public struct DetailMemory: Sendable {
    private struct Entry {
        var details = GuestDetails()
        /// What was asked of this run and when it is to be asked again.
        var due: [DetailQuestion: ContinuousClock.Instant] = [:]
        var run: Int32?
        /// Changes of metadata that were announced.
        var metadataChanges: UInt64 = 0
        /// By target of a disk, what the sample told of its image when it was asked for.
        var images: [String: [UInt64?]] = [:]
    }

    private static let sizes = ["allocation", "capacity", "physical"].map { Catalogue.id(of: "block.#.\($0)") }

    private var entries: [DomainIdentity.UUID: Entry] = [:]

    /// How long an answer holds whose change is announced or seen, and one whose change nobody tells.
    private static let (longAge, shortAge) = (Duration.seconds(600), Duration.seconds(60))
    /// How long a question rests that had no answer, and one that will hardly have one: of a guest without an agent, or a
    /// drive without a medium.
    private static let (pause, longPause) = (Duration.seconds(10), Duration.seconds(300))

    /// Nothing known.
    public init() {}

    /// What is known.
    public var details: [DomainIdentity.UUID: GuestDetails] { entries.mapValues(\.details) }

    /// Forgets guests that are gone.
    public mutating func keepOnly(_ guests: [DomainSample]) {
        let present = Set(guests.lazy.map(\.identity.uuid))
        if entries.count > present.count { entries = entries.filter { present.contains($0.key) } }
    }

    /// What a guest is to be asked now.
    ///
    /// - Parameters:
    ///   - driver: The host's, as `virConnectGetType` names it, if it is known.
    ///   - now: The moment.
    public mutating func questions(
        of guest: DomainSample, _ settings: CollectdSettings, driver: String?, at now: ContinuousClock.Instant = .now
    ) -> [DetailQuestion] {
        var entry = entries[guest.identity.uuid] ?? Entry()
        defer { entries[guest.identity.uuid] = entry }
        if entry.run != guest.identity.id {
            entry.run = guest.identity.id
            entry.details.affinity = []
            entry.details.fileSystems = []
            entry.details.images = [:]
            entry.images = [:]
            entry.due[.affinity] = nil
            entry.due[.fileSystems] = nil
        }
        let changes = guest.events?.counts[.metadataChange] ?? 0
        if changes != entry.metadataChanges {
            entry.metadataChanges = changes
            entry.due[.metadata] = nil
        }
        func isDue(_ question: DetailQuestion) -> Bool { entry.due[question].map { $0 <= now } ?? true }
        var questions: [DetailQuestion] = []
        if settings.needsMetadata, isDue(.metadata) { questions.append(.metadata) }
        guard guest.identity.id != nil, !guest.isStuck else { return questions }
        let state = guest.state?.number ?? 1
        if settings.extraStatistics.contains(.vcpuPinning), state == 1, isDue(.affinity) { questions.append(.affinity) }
        if settings.extraStatistics.contains(.diskErrors) {
            // QEMU pauses a guest for them, and remembers them when it runs again, as long as it runs
            let isInError = state == 3 && guest.state?.reason ?? "ioerror" == "ioerror"
            if driver?.uppercased() == "QEMU" ? isInError : state == 1 {
                if isDue(.diskErrors) { questions.append(.diskErrors) }
            } else {
                entry.details.diskErrors = []
            }
        }
        if settings.needsImages, state == 1 { questions += images(of: guest, entry, at: now) }
        if settings.extraStatistics.contains(.fileSystems), state == 1, isDue(.fileSystems) {
            questions.append(.fileSystems)
        }
        return questions
    }

    /// The disks whose images changed: an image that grows takes room, which the sample tells.
    private func images(
        of guest: DomainSample, _ entry: Entry, at now: ContinuousClock.Instant
    ) -> [DetailQuestion] {
        var questions: [DetailQuestion] = []
        for (position, entity) in guest.values.entities.enumerated() where entity.scope == .block {
            let sizes = Self.sizes(of: guest, entity: position)
            guard let target = entity.labels.first, sizes.contains(where: { $0 != nil }) else { continue }
            let question = DetailQuestion.image(target)
            let isOld = entry.due[question].map { $0 <= now } ?? true
            guard isOld || entry.images[target] != sizes else { continue }
            questions.append(question)
        }
        return questions
    }

    private static func sizes(of guest: DomainSample, entity: Int) -> [UInt64?] {
        sizes.map { guest.values.bits(of: $0, entity: entity) }
    }

    private static func sizes(of guest: DomainSample, disk target: String) -> [UInt64?]? {
        guest.values.entities.firstIndex { $0.scope == .block && $0.labels.first == target }.map {
            sizes(of: guest, entity: $0)
        }
    }

    /// Takes in an answer.
    public mutating func note(
        _ answer: DetailAnswer, of guest: DomainSample, at now: ContinuousClock.Instant = .now
    ) {
        var entry = entries[guest.identity.uuid] ?? Entry()
        switch answer {
        case .metadata(let name):
            entry.details.metadataName = name
            entry.details.hasMetadata = true
            entry.due[.metadata] = now + Self.longAge
        case .affinity(let affinity):
            entry.details.affinity = affinity
            // not all guests at once
            entry.due[.affinity] = now + Self.shortAge * Double.random(in: 0.5...1)
        case .diskErrors(let errors): entry.details.diskErrors = errors
        case .image(let target, let image):
            entry.details.images[target] = image
            entry.images[target] = Self.sizes(of: guest, disk: target)
            entry.due[.image(target)] = now + Self.longAge * Double.random(in: 0.5...1)
        case .fileSystems(let fileSystems): entry.details.fileSystems = fileSystems
        }
        entries[guest.identity.uuid] = entry
    }

    /// Forgets what would be told of the past while nobody can be asked.
    public mutating func forgetWhatChanges() {
        for uuid in entries.keys {
            entries[uuid]?.details.diskErrors = []
            entries[uuid]?.details.fileSystems = []
            entries[uuid]?.due[.fileSystems] = nil
        }
    }

    /// Takes in that a question had no answer.
    public mutating func note(
        failureOf question: DetailQuestion, of guest: DomainSample, at now: ContinuousClock.Instant = .now
    ) {
        var entry = entries[guest.identity.uuid] ?? Entry()
        switch question {
        case .metadata: entry.due[.metadata] = now + Self.pause
        case .affinity:
            entry.details.affinity = []
            entry.due[.affinity] = now + Self.shortAge
        case .diskErrors:
            entry.details.diskErrors = []
            entry.due[.diskErrors] = now + Self.pause
        case .image(let target):
            entry.details.images[target] = nil
            entry.images[target] = Self.sizes(of: guest, disk: target)
            entry.due[question] = now + Self.longPause
        case .fileSystems:
            entry.details.fileSystems = []
            entry.due[.fileSystems] = now + Self.longPause
        }
        entries[guest.identity.uuid] = entry
    }
}
