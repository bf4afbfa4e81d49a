import Snapshot

/// What changes slowly or matters little, and is read at an interval of its own.
struct SlowTier: Sendable {
    var host: HostSample?
    var hostReadAt: MonotonicTime?
    var storagePools = ValueSet()
    var storagePoolsReadAt: MonotonicTime?
    /// A call for the storage pools that has not returned: no other is made meanwhile.
    var storagePoolsHeld: UInt64?
}
