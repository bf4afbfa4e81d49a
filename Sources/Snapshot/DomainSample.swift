/// Who a domain is.
public struct DomainIdentity: Hashable, Sendable {
    /// Its name, unique on a host; a tenant's text, which outputs escape.
    public let name: String
    /// Its UUID.
    public let uuid: UUID
    /// libvirt's number of this run of the domain; `nil` while it is inactive.
    public let id: Int32?

    /// The domain with this name, UUID and number.
    public init(name: String, uuid: UUID, id: Int32?) {
        self.name = name
        self.uuid = uuid
        self.id = id
    }

    /// What stays the same over renames, restarts and migrations.
    public struct UUID: Hashable, Sendable, CustomStringConvertible {
        /// The first eight bytes, the first one in the highest place.
        public let high: UInt64
        /// The last eight bytes, the first one in the highest place.
        public let low: UInt64

        /// The UUID with these halves.
        public init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }

        /// The UUID that is written so: 32 hexadecimal digits, with or without the canonical form's hyphens.
        public init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard bytes.count == 32 || bytes.count == 36 && [8, 13, 18, 23].allSatisfy({ bytes[$0] == 45 }) else {
                return nil
            }
            let digits = bytes.filter { $0 != 45 }
            guard digits.count == 32, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
            let halves = [digits.prefix(16), digits.suffix(16)].map {
                UInt64(String(decoding: $0, as: UTF8.self), radix: 16)
            }
            guard let high = halves[0], let low = halves[1] else { return nil }
            self.init(high: high, low: low)
        }

        /// Its 16 bytes, the first one first.
        public var bytes: [UInt8] {
            [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
        }

        /// The canonical form: lowercase, hyphens after the digits 8, 12, 16 and 20.
        public var description: String {
            func digits(_ number: UInt64) -> String {
                let text = String(number, radix: 16)
                return String(repeating: "0", count: 16 - text.count) + text
            }
            var text = digits(high) + digits(low)
            for position in [20, 16, 12, 8] {
                text.insert("-", at: text.index(text.startIndex, offsetBy: position))
            }
            return text
        }
    }
}

/// The state a domain is in, and why.
public struct NamedState: Hashable, Sendable {
    /// The number of `virDomainState`.
    public let number: Int32
    /// The state's name, one of ``Catalogue/Catalogue/domainStates``, or `unknown(N)` for a number of a newer libvirt.
    public let name: String
    /// The reason's name, such as `booted` or `ioerror`; `nil` where libvirt gave none.
    public let reason: String?

    /// The state with this number and these names.
    public init(number: Int32, name: String, reason: String?) {
        self.number = number
        self.name = name
        self.reason = reason
    }

    /// The state for people: with its reason, unless that is a common one, which says nothing new.
    public var summary: String {
        guard let reason, !["booted", "unknown", "shutdown", "destroyed", "user"].contains(reason) else { return name }
        return "\(name) (\(reason))"
    }
}

/// What one sample says of one domain: immutable, and shared by the snapshots that hold it.
public final class DomainSample: Sendable {
    /// Who it is.
    public let identity: DomainIdentity
    /// Its state; `nil` if libvirt did not say.
    public let state: NamedState?
    /// Whether it starts with the host; `nil` if libvirt did not say.
    public let isAutostarted: Bool?
    /// Whether it has a configuration that outlives its run; `nil` if libvirt did not say.
    public let isPersistent: Bool?
    /// What its XML says; `nil` if it was not read.
    public let facts: Shared<DomainFacts>?
    /// Its numbers.
    public let values: ValueSet
    /// The moment before libvirt was asked for its numbers; `nil` if it never gave any.
    public let sampledAt: MonotonicTime?
    /// Whether its monitor does not answer, so that what needs it is not asked.
    public let isStuck: Bool
    /// When it last started: seconds of Unix time; `nil` unless that is known.
    public let startedAt: Double?
    /// When its state last changed: seconds of Unix time; `nil` unless that was seen.
    public let stateChangedAt: Double?
    /// What libvirt announced of it; `nil` if nothing was.
    public let events: DomainEvents?
    /// Its jobs.
    public let jobs: DomainJobs

    /// The sample of these parts.
    public init(
        identity: DomainIdentity, state: NamedState?, isAutostarted: Bool?, isPersistent: Bool?,
        facts: Shared<DomainFacts>?,
        values: ValueSet, sampledAt: MonotonicTime?, isStuck: Bool = false,
        startedAt: Double? = nil, stateChangedAt: Double? = nil, events: DomainEvents? = nil,
        jobs: DomainJobs = DomainJobs()
    ) {
        self.startedAt = startedAt
        self.stateChangedAt = stateChangedAt
        self.jobs = jobs
        self.events = events
        self.isStuck = isStuck
        self.identity = identity
        self.state = state
        self.isAutostarted = isAutostarted
        self.isPersistent = isPersistent
        self.facts = facts
        self.values = values
        self.sampledAt = sampledAt
    }
}
