/// Who a domain is.
public struct DomainIdentity: Hashable, Sendable {
    /// Its name, unique on a host; a tenant's text, which outputs escape.
    public let name: String
    /// Its UUID in the canonical lower-case form.
    public let uuid: String
    /// libvirt's number of this run of the domain; `nil` while it is inactive.
    public let id: Int32?

    /// The domain with this name, UUID and number.
    public init(name: String, uuid: String, id: Int32?) {
        self.name = name
        self.uuid = uuid
        self.id = id
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
}

/// What one sample says of one domain.
public struct DomainSample: Sendable {
    /// Who it is.
    public let identity: DomainIdentity
    /// Its state; `nil` if libvirt did not say.
    public let state: NamedState?
    /// Whether it starts with the host; `nil` if libvirt did not say.
    public let isAutostarted: Bool?
    /// Whether it has a configuration that outlives its run; `nil` if libvirt did not say.
    public let isPersistent: Bool?
    /// What its XML says; `nil` if it was not read.
    public let facts: DomainFacts?
    /// Its numbers.
    public let values: ValueSet
    /// The moment before libvirt was asked for its numbers; `nil` if it never gave any.
    public let sampledAt: MonotonicTime?

    /// The sample of these parts.
    public init(
        identity: DomainIdentity, state: NamedState?, isAutostarted: Bool?, isPersistent: Bool?, facts: DomainFacts?,
        values: ValueSet, sampledAt: MonotonicTime?
    ) {
        self.identity = identity
        self.state = state
        self.isAutostarted = isAutostarted
        self.isPersistent = isPersistent
        self.facts = facts
        self.values = values
        self.sampledAt = sampledAt
    }
}
