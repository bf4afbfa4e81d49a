import Libvirt

/// The domains of a host, listed whole only when they changed.
///
/// A whole list makes an object of each domain, here and in libvirtd. The identifiers of the active domains, which no
/// later run of a domain has again, tell as well that those are still the same, and libvirt announces what becomes of
/// the others.
struct Inventory {
    /// The domains, by name.
    private(set) var domains: [DomainReference] = []
    /// How often the domains were listed.
    private(set) var revision: UInt64 = 0

    private var activeIDs: [Int32] = []
    private var announced: UInt64?
    private var due = ContinuousClock.now

    /// An announcement may be lost, though libvirt promises it.
    private static let longest = Duration.seconds(30)

    /// Asks whether it is still true, and for all domains if it is not.
    ///
    /// - Parameter announced: How many changes of domains' lives libvirt announced; `nil` if the driver announces none.
    mutating func update(
        from connection: isolated Connection, announced: UInt64?
    ) throws(LibvirtError) {
        let now = ContinuousClock.now
        if revision > 0, now < due, announced != nil, announced == self.announced,
            try connection.activeDomainIDs(expecting: activeIDs.count).sorted() == activeIDs
        {
            return
        }
        // sorted once here rather than each sample
        domains = try connection.domains().sorted { $0.name < $1.name }
        activeIDs = domains.compactMap(\.id).sorted()
        self.announced = announced
        due = now + Self.longest
        revision += 1
    }
}
