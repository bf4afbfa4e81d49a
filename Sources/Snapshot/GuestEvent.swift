/// Something that libvirt announced of a domain.
public struct GuestEvent: Hashable, Sendable {
    /// Counts the events of this process, from 1.
    public let cursor: UInt64
    /// When it was heard of: seconds of Unix time.
    public let at: Double
    /// The domain's name then; a tenant's text, which outputs escape.
    public let domain: String
    /// The domain.
    public let uuid: DomainIdentity.UUID
    /// What happened: mostly a ``DomainEvents/Kind``, but a newer daemon may tell others.
    public let kind: String
    /// What more libvirt says, such as `booted`, or the disk that failed; `nil` if nothing.
    public let detail: String?

    /// The event of these parts.
    public init(cursor: UInt64, at: Double, domain: String, uuid: DomainIdentity.UUID, kind: String, detail: String?) {
        self.cursor = cursor
        self.at = at
        self.domain = domain
        self.uuid = uuid
        self.kind = kind
        self.detail = detail
    }
}
