import Snapshot

/// What changes slowly or matters little, and is read at an interval of its own.
struct SlowTier: Sendable {
    var host: HostSample?
    var storagePools = SlowValues()
    var networks = SlowValues()

    /// Learns that these calls returned.
    mutating func settle(_ returned: some Collection<UInt64>) {
        storagePools.settle(returned)
        networks.settle(returned)
    }
}

/// The numbers of one kind of a host's objects.
struct SlowValues: Sendable {
    var values = ValueSet()
    var readAt: MonotonicTime?
    /// A call for them that has not returned: no other is made meanwhile.
    var held: UInt64?

    fileprivate mutating func settle(_ returned: some Collection<UInt64>) {
        if let held, returned.contains(held) { self.held = nil }
    }
}
