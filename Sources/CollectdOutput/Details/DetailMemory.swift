import Catalogue
public import Snapshot

/// What was answered of single guests, and what is to be asked again.
public struct DetailMemory: Sendable {
    private struct Entry {
        var details = GuestDetails()
        /// What was asked of this run and when it is to be asked again.
        var due: [DetailQuestion: ContinuousClock.Instant] = [:]
        var run: Int32?
        /// By kind, events that were announced after which metadata may be another.
        var changes: [UInt64] = []
        /// How often in a row it was asked for its metadata in vain.
        var metadataFailures = 0
        /// When a sample did not have it any more.
        var goneAt: ContinuousClock.Instant?
        /// By target of a disk, what the sample told of its image when it was asked for.
        var images: [String: [UInt64?]] = [:]

        mutating func take(name: String?, at now: ContinuousClock.Instant) {
            details.metadataName = name
            details.hasMetadata = true
            metadataFailures = 0
            due[.metadata] = now + DetailMemory.longAge
        }
    }

    private static let metadataEvents: [DomainEvents.Kind] = [.metadataChange, .defined, .undefined]
    private static let sizes = ["allocation", "capacity", "physical"].map { Catalogue.id(of: "block.#.\($0)") }

    private var entries: [DomainIdentity.UUID: Entry] = [:]

    /// How long an answer holds whose change is announced or seen, and one whose change nobody tells.
    private static let (longAge, shortAge) = (Duration.seconds(600), Duration.seconds(60))
    /// How long a question rests that had no answer, and one that will hardly have one: of a guest without an agent, or a
    /// drive without a medium.
    private static let (pause, longPause) = (Duration.seconds(10), Duration.seconds(300))
    /// How often in a row metadata is asked for in vain before a guest is told without it.
    private static let mostFailures = 3
    /// How long a guest is remembered that is gone, and how many are: what libvirt announces of it may come later.
    private static let (remembrance, mostGone) = (Duration.seconds(60), 1024)

    /// Nothing known.
    public init() {}

    /// What is known.
    public var details: [DomainIdentity.UUID: GuestDetails] { entries.mapValues(\.details) }

    /// What is known of one guest.
    public func details(of guest: DomainIdentity.UUID) -> GuestDetails? { entries[guest]?.details }

    /// Forgets guests that are gone, a while after.
    public mutating func keepOnly(_ guests: [DomainSample], at now: ContinuousClock.Instant = .now) {
        let present = Set(guests.lazy.map(\.identity.uuid))
        let areMany = entries.count > present.count + Self.mostGone
        entries = entries.filter { uuid, entry in
            present.contains(uuid) || !areMany && entry.goneAt.map { now - $0 < Self.remembrance } ?? true
        }
        for uuid in entries.keys where !present.contains(uuid) && entries[uuid]?.goneAt == nil {
            entries[uuid]?.goneAt = now
        }
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
        // who comes back may be another one
        if entry.goneAt != nil { entry = Entry() }
        defer { entries[guest.identity.uuid] = entry }
        if entry.run != guest.identity.id {
            entry.run = guest.identity.id
            entry.details.affinity = []
            entry.details.fileSystems = []
            entry.details.images = [:]
            entry.images = [:]
            entry.due[.affinity] = nil
            entry.due[.fileSystems] = nil
            entry.due[.metadata] = nil
        }
        let changes = Self.metadataEvents.map { guest.events?.counts[$0] ?? 0 }
        if changes != entry.changes {
            entry.changes = changes
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
            // of a host that is not known yet either may be so
            let isAsked = driver.map { $0.uppercased() == "QEMU" ? isInError : state == 1 } ?? (isInError || state == 1)
            if isAsked {
                if isDue(.diskErrors) { questions.append(.diskErrors) }
            } else if driver != nil {
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

    /// Takes in the name that a guest's metadata has for it, be it that no sample had the guest yet.
    public mutating func note(
        metadataName name: String?, of guest: DomainIdentity.UUID, at now: ContinuousClock.Instant = .now
    ) {
        entries[guest, default: Entry()].take(name: name, at: now)
    }

    /// Takes in an answer.
    public mutating func note(
        _ answer: DetailAnswer, of guest: DomainSample, at now: ContinuousClock.Instant = .now
    ) {
        var entry = entries[guest.identity.uuid] ?? Entry()
        switch answer {
        case .metadata(let name): entry.take(name: name, at: now)
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

    /// Forgets what would be told of the past while nobody can be asked for things of a kind.
    public mutating func forgetWhatAges(_ kind: DetailQuestion.Kind, at now: ContinuousClock.Instant = .now) {
        for (uuid, entry) in entries {
            func isOld(_ question: DetailQuestion) -> Bool { entry.due[question].map { $0 <= now } ?? true }
            switch kind {
            case .metadata: return
            case .monitor:
                entries[uuid]?.details.diskErrors = []
                if isOld(.affinity) { entries[uuid]?.details.affinity = [] }
                entries[uuid]?.details.images = entry.details.images.filter { !isOld(.image($0.key)) }
            case .agent:
                entries[uuid]?.details.fileSystems = []
                entries[uuid]?.due[.fileSystems] = nil
            }
        }
    }

    /// Takes in that a question had no answer.
    public mutating func note(
        failureOf question: DetailQuestion, of guest: DomainSample, at now: ContinuousClock.Instant = .now
    ) {
        var entry = entries[guest.identity.uuid] ?? Entry()
        switch question {
        case .metadata:
            entry.metadataFailures += 1
            let isGivenUp = entry.metadataFailures >= Self.mostFailures
            // it would never be told of
            if isGivenUp { entry.details.hasMetadata = true }
            entry.due[.metadata] = now + (isGivenUp ? Self.shortAge : Self.pause)
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
