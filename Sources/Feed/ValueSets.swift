import Catalogue
import Snapshot

/// The sets of values that the tables of a message hold.
struct ValueSets {
    /// Which set of a domain an entity is in.
    private enum Part: Int, CaseIterable {
        case own, job, lastJob

        init(_ scope: Scope) {
            self =
                switch scope {
                case .job: .job
                case .lastJob: .lastJob
                default: .own
                }
        }
    }

    /// Where an entity of the message is: in which set, at which position.
    private struct Place {
        let set: Int
        let entity: Int
    }

    /// Those of the host, one for each scope; behind them those of each domain, one for each part.
    private var parts: [ValueSet.Parts]
    private var places: [Place?] = []

    private static let hostScopes = Scope.allCases.filter { !$0.isOfDomain }

    init(domains: Int) {
        parts = [ValueSet.Parts](
            repeating: ValueSet.Parts(), count: Self.hostScopes.count + domains * Part.allCases.count)
    }

    mutating func read(_ message: FeedSnapshot) throws(FeedError) {
        try read(message.entities, domains: message.domains.count)
        for column in message.columns { try read(column) }
        for column in message.texts { try read(column) }
        for histogram in message.histograms { try read(histogram) }
        for field in message.unknown { try read(field, domains: message.domains.count) }
    }

    func values(of domain: Int) -> ValueSet { ValueSet(parts[first(of: domain) + Part.own.rawValue]) }
    func job(of domain: Int) -> ValueSet { ValueSet(parts[first(of: domain) + Part.job.rawValue]) }
    func lastJob(of domain: Int) -> ValueSet { ValueSet(parts[first(of: domain) + Part.lastJob.rawValue]) }

    /// The host's values of these scopes.
    func host(of scopes: [Scope]) -> ValueSet {
        var all = ValueSet.Parts()
        for (position, scope) in Self.hostScopes.enumerated() where scopes.contains(scope) {
            all.append(parts[position])
        }
        return ValueSet(all)
    }

    private func first(of domain: Int) -> Int { Self.hostScopes.count + domain * Part.allCases.count }

    /// Things of a kind that this version does not know have no place.
    private mutating func read(_ message: FeedEntities, domains: Int) throws(FeedError) {
        guard message.scope.count == message.owner.count else {
            throw .malformed("\(message.scope.count) entities have \(message.owner.count) owners")
        }
        let scopes = message.scopes.map { scope in
            (known: FeedNames.scopes[scope.name].flatMap { $0.labels.count == scope.labels ? $0 : nil }, scope.labels)
        }
        places.reserveCapacity(message.scope.count)
        var labels = message.labels[...]
        for (number, owner) in zip(message.scope, message.owner) {
            guard number < scopes.count, owner <= domains, scopes[Int(number)].1 <= labels.count else {
                throw .malformed("an entity has a scope, an owner or labels that the message does not have")
            }
            let (scope, count) = scopes[Int(number)]
            let own = labels.prefix(Int(count))
            labels = labels.dropFirst(Int(count))
            guard let scope else {
                places.append(nil)
                continue
            }
            guard scope.isOfDomain == (owner > 0) else {
                throw .malformed("an entity of the scope \(FeedNames.name(of: scope)) has a strange owner")
            }
            let set =
                owner > 0
                ? first(of: Int(owner) - 1) + Part(scope).rawValue : Self.hostScopes.firstIndex(of: scope) ?? 0
            places.append(Place(set: set, entity: parts[set].append(scope, Array(own))))
        }
    }

    private func place(at position: Int) throws(FeedError) -> Place? {
        guard places.indices.contains(position) else {
            throw .malformed("a value is of entity \(position), and there are \(places.count)")
        }
        return places[position]
    }

    private mutating func read(_ column: FeedColumn) throws(FeedError) {
        guard column.entitySteps.count == column.values.count else {
            throw .malformed(
                "the column \(column.field.debugDescription) has \(column.values.count) values of "
                    + "\(column.entitySteps.count) entities")
        }
        guard let id = FeedNames.metrics[column.field],
            FeedColumn.Representation(id.metric.representation) == column.representation
        else { return }
        let scope = id.metric.scope
        var walk = Walk(column.entitySteps)
        for bits in column.values {
            guard let place = try place(at: try walk.next(column.field)) else { continue }
            guard parts[place.set].scope(of: place.entity) == scope else {
                throw .malformed("the column \(column.field) has a value of another scope")
            }
            parts[place.set].append(id, bits, entity: place.entity)
        }
    }

    /// The positions that a column's steps lead to.
    private struct Walk {
        private var steps: IndexingIterator<[UInt32]>
        private var position = -1

        init(_ steps: [UInt32]) { self.steps = steps.makeIterator() }

        mutating func next(_ column: String) throws(FeedError) -> Int {
            // a step of 0 would be a second value of the same entity
            guard let step = steps.next(), step > 0 else {
                throw .malformed("the column \(column) has two values of one entity")
            }
            position += Int(step)
            return position
        }
    }

    private mutating func read(_ column: FeedTextColumn) throws(FeedError) {
        guard column.entitySteps.count == column.texts.count else {
            throw .malformed("\(column.texts.count) texts are of \(column.entitySteps.count) entities")
        }
        guard let id = FeedNames.texts[column.name] else { return }
        var walk = Walk(column.entitySteps)
        for text in column.texts {
            guard let place = try place(at: try walk.next(column.name)) else { continue }
            guard parts[place.set].scope(of: place.entity) == id.scope else {
                throw .malformed("the texts \(column.name) are of another scope")
            }
            parts[place.set].append(id, text, entity: place.entity)
        }
    }

    private mutating func read(_ histogram: FeedHistogram) throws(FeedError) {
        guard histogram.starts.count == histogram.counts.count,
            zip(histogram.starts, histogram.starts.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .malformed("a histogram has bounds that do not rise, or other bounds than counts") }
        guard let id = FeedNames.histograms[histogram.name], let place = try place(at: Int(histogram.entity)) else {
            return
        }
        guard parts[place.set].scope(of: place.entity) == .block else {
            throw .malformed("a histogram is of something that is no disk")
        }
        parts[place.set].append(
            id, zip(histogram.starts, histogram.counts).map { ValueSet.Histogram.Bin(start: $0, count: $1) },
            entity: place.entity)
    }

    private mutating func read(_ field: FeedUnknownField, domains: Int) throws(FeedError) {
        guard field.domain < domains else { throw .malformed("an unknown field belongs to no guest of the snapshot") }
        guard let value = FieldValue(field) else { return }
        parts[first(of: Int(field.domain)) + Part.own.rawValue].append(unknown: field.field, value)
    }
}

extension TextID {
    /// What it is a text about.
    var scope: Scope {
        switch self {
        case .blockPath: .block
        case .dirtyRateMode: .domain
        }
    }
}

extension FieldValue {
    fileprivate init?(_ field: FeedUnknownField) {
        switch field.value {
        case .signed(let number): self = .signed(number)
        case .unsigned(let number): self = .unsigned(number)
        case .double(let number): self = .double(number)
        case .boolean(let truth): self = .boolean(truth)
        case .text(let text): self = .string(text)
        case nil: return nil
        }
    }
}
