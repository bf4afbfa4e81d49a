/// Everything known of a host at one moment: immutable, and shared by all who read it.
public final class Snapshot: Sendable {
    /// Counts the snapshots of this process, from 1; 0 is the one from before the first sample.
    public let generation: UInt64
    /// When its round began, before libvirt was asked anything.
    public let startedAt: MonotonicTime
    /// Counts the changes of what is said of domains beside numbers: which there are, and the facts of each.
    ///
    /// What is made of those alone need not be made again while it stays the same.
    public let factsGeneration: UInt64
    /// The domains, by name.
    public let domains: [DomainSample]
    /// The host, if it could be read.
    public let host: HostSample?
    /// Numbers of the storage pools; their entities are of the scope ``Catalogue/Scope/storagePool``.
    public let storagePools: ValueSet
    /// Numbers of the virtual networks; their entities are of the scope ``Catalogue/Scope/network``.
    public let networks: ValueSet
    /// How the round went.
    public let status: SampleStatus

    /// A snapshot of these parts.
    public init(
        generation: UInt64, startedAt: MonotonicTime, factsGeneration: UInt64, domains: [DomainSample],
        host: HostSample?, storagePools: ValueSet = ValueSet(), networks: ValueSet = ValueSet(), status: SampleStatus
    ) {
        self.generation = generation
        self.startedAt = startedAt
        self.factsGeneration = factsGeneration
        self.domains = domains
        self.host = host
        self.storagePools = storagePools
        self.networks = networks
        self.status = status
    }

    /// The same with another reading of the host.
    public func with(host: HostSample?) -> Snapshot { with(domains, host) }

    /// The same with other samples of its domains, which are by name as well.
    public func with(domains: [DomainSample]) -> Snapshot { with(domains, host) }

    private func with(_ domains: [DomainSample], _ host: HostSample?) -> Snapshot {
        Snapshot(
            generation: generation, startedAt: startedAt, factsGeneration: factsGeneration, domains: domains,
            host: host, storagePools: storagePools, networks: networks, status: status)
    }
}
