import PosixPattern
public import Snapshot

/// Which guests a check is of.
public struct GuestSelection: Sendable {
    /// What chooses a guest.
    enum Term: Sendable {
        /// Its name or its UUID.
        case exactly(String)
        /// A pattern of the shell's for its name.
        case glob(ShellPattern, String)
        /// A regular expression that matches within its name.
        case matching(PosixPattern)

        func selects(_ guest: DomainIdentity) -> Bool {
            switch self {
            case .exactly(let text):
                guest.name.utf8.elementsEqual(text.utf8) || guest.uuid.description == text.lowercased()
            // a guest may be called `web[1]`
            case .glob(let pattern, let text): pattern.matches(guest.name) || guest.name.utf8.elementsEqual(text.utf8)
            case .matching(let pattern): pattern.matches(guest.name)
            }
        }
    }

    /// A place in guests' metadata, and what has to stand there.
    public struct MetadataTerm: Hashable, Sendable {
        /// An XPath expression to a text or an attribute.
        public let path: String
        /// The text that has to stand there; `nil`: any.
        public let value: String?
    }

    /// Those that choose; none: all guests.
    private(set) var included: [Term] = []
    /// Those that leave out.
    private(set) var excluded: [Term] = []
    /// What has to be in a guest's metadata, all of it.
    public private(set) var metadata: [MetadataTerm] = []
    /// Whether guests that run are meant alone.
    public var isOfActive = false
    /// Whether guests that are shut off are listed as well, where a mode is of those that run.
    public var listsInactive = false
    /// Whether guests that have a configuration are meant alone.
    public var isOfPersistent = false

    /// All guests.
    public init() {}

    /// The guests of an operator's words.
    ///
    /// - Parameters:
    ///   - names: Names, UUIDs, or patterns of the shell's; one of them is enough.
    ///   - expressions: Regular expressions, likewise.
    ///   - excluded: Names, UUIDs, patterns, or regular expressions between slashes, none of which may choose a guest.
    ///   - metadata: `XPATH` or `XPATH=VALUE`, all of which have to hold.
    /// - Throws: ``CheckMistake`` for what is none of those.
    public init(
        names: [String], expressions: [String], excluded: [String], metadata: [String]
    ) throws(CheckMistake) {
        for name in names { included.append(try Self.term(name, of: "--domain")) }
        for expression in expressions { included.append(.matching(try Self.pattern(expression, of: "--regex"))) }
        for text in excluded {
            if text.utf8.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
                let pattern = try Self.pattern(String(text.dropFirst().dropLast()), of: "--exclude")
                self.excluded.append(.matching(pattern))
            } else {
                self.excluded.append(try Self.term(text, of: "--exclude"))
            }
        }
        for text in metadata {
            // within brackets an equals sign is the expression's own
            var depth = 0
            let split = text.firstIndex { character in
                if character == "[" { depth += 1 } else if character == "]" { depth -= 1 }
                return character == "=" && depth == 0
            }
            let path = split.map { String(text[..<$0]) } ?? text
            guard !path.isEmpty else {
                throw CheckMistake("--metadata '\(text)' has no XPath; give XPATH or XPATH=VALUE")
            }
            self.metadata.append(
                MetadataTerm(path: path, value: split.map { String(text[text.index(after: $0)...]) }))
        }
    }

    private static func term(_ text: String, of option: String) throws(CheckMistake) -> Term {
        guard !text.isEmpty else { throw CheckMistake("\(option) is empty; give it a guest's name, UUID or a pattern") }
        return ShellPattern.isOne(text) ? .glob(ShellPattern(text), text) : .exactly(text)
    }

    private static func pattern(_ text: String, of option: String) throws(CheckMistake) -> PosixPattern {
        do throws(PosixPatternError) { return try PosixPattern(text) } catch {
            throw CheckMistake("\(option) '\(text)' is \(error.description)")
        }
    }

    /// Whether a guest may be meant, whatever is in its metadata.
    public func mayAdmit(_ guest: DomainIdentity) -> Bool {
        (included.isEmpty || included.contains { $0.selects(guest) }) && !excluded.contains { $0.selects(guest) }
    }

    /// Whether a guest is meant.
    ///
    /// - Parameter texts: What stands in its metadata, by XPath.
    public func admits(_ guest: DomainIdentity, _ texts: [String: [String]]) -> Bool {
        guard mayAdmit(guest) else { return false }
        return metadata.allSatisfy { term in
            let found = texts[term.path] ?? []
            guard let value = term.value else { return !found.isEmpty }
            return found.contains { $0.utf8.elementsEqual(value.utf8) }
        }
    }

    /// Whether a guest is meant, as it is now.
    func admits(_ guest: DomainSample, _ texts: [String: [String]]) -> Bool {
        if isOfActive, guest.identity.id == nil { return false }
        // one of which that is not known is not to get lost
        if isOfPersistent, guest.isPersistent == false { return false }
        return admits(guest.identity, texts)
    }

    /// Whether a guest is meant by its very name or UUID, so that its absence is news.
    func names(_ guest: DomainIdentity) -> Bool {
        included.contains { term in
            switch term {
            case .exactly: term.selects(guest)
            case .glob(_, let text): guest.name.utf8.elementsEqual(text.utf8)
            case .matching: false
            }
        }
    }

    /// Names and UUIDs that no guest has.
    func missing(among guests: [DomainSample]) -> [String] {
        included.compactMap { term in
            guard case .exactly(let text) = term, !guests.contains(where: { term.selects($0.identity) }) else {
                return nil
            }
            return text
        }
    }
}
