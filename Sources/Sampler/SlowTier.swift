import Snapshot

/// What changes slowly or matters little, and is read at an interval of its own.
struct SlowTier: Sendable {
    var host: HostSample?
    var hostReadAt: MonotonicTime?
    var storagePools = ValueSet()
    var storagePoolsReadAt: MonotonicTime?
}

/// What earlier rounds found out and the next need not ask again.
struct Known: Sendable {
    var facts: FactsCache
    var slow: SlowTier
}
