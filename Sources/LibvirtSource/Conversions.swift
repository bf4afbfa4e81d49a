import Catalogue
public import Libvirt
import Sampler
public import Snapshot

extension FieldValue {
    /// The value without its C type, which no reader of a sample needs.
    @inline(__always)
    init(_ value: TypedValue) {
        switch value {
        case .int(let number): self = .signed(Int64(number))
        case .uint(let number): self = .unsigned(UInt64(number))
        case .llong(let number): self = .signed(number)
        case .ullong(let number): self = .unsigned(number)
        case .double(let number): self = .double(number)
        case .boolean(let truth): self = .boolean(truth)
        case .string(let text): self = .string(text)
        }
    }
}

extension DomainIdentity {
    init(_ domain: DomainReference) {
        self.init(name: domain.name, uuid: UUID(high: domain.uuid.high, low: domain.uuid.low), id: domain.id)
    }
}

extension DomainReference {
    /// The domain of a sample.
    public init(_ identity: DomainIdentity) {
        let uuid = DomainUUID(high: identity.uuid.high, low: identity.uuid.low)
        self.init(name: identity.name, uuid: uuid, id: identity.id)
    }
}

extension NamedState {
    init(_ state: DomainStateReason) {
        self.init(number: state.state.rawValue, name: state.state.description, reason: state.description)
    }

    /// The state that bulk statistics gave, if they did.
    init?(_ values: ValueSet) {
        guard let number = values.state else { return nil }
        let state = Libvirt.DomainState(rawValue: number)
        let reason = values.reason.map { DomainStateReason(state: state, rawValue: $0).description }
        self.init(number: number, name: state.description, reason: reason)
    }
}

extension ValueSet {
    /// Whether the guest's monitor was asked, which libvirt passes over when another call waits for it.
    ///
    /// Without the job of an active guest, QEMU's driver tells of the balloon its size alone, and of disks no requests.
    /// `nil` if that cannot be told of these groups or this guest.
    fileprivate func reachedMonitor(asked groups: StatsGroups) -> Bool? {
        if groups.contains(.balloon) { return bits(of: Self.residentMemory) != nil }
        guard groups.contains(.block), entities.contains(where: { $0.scope == .block }) else { return nil }
        return values.contains { $0.metric == Self.readRequests }
    }

    /// Takes away a resident memory of 0, which libvirt tells when the process has just ended.
    fileprivate mutating func removeMemoryOfNoProcess() {
        if bits(of: Self.residentMemory) == 0 { remove(Self.residentMemory) }
    }

    /// Takes away what libvirt says of a dirty rate that nobody ever had calculated.
    fileprivate mutating func removeUnstartedDirtyRate() {
        if bits(of: Self.calculationStatus) == 0 { remove(.dirtyRate) }
    }

    private static let calculationStatus = Catalogue.id(of: "dirtyrate.calc_status")

    private static let residentMemory = Catalogue.id(of: "balloon.rss")
    private static let readRequests = Catalogue.id(of: "block.#.rd.reqs")
}

extension ValueSetBuilder {
    /// Asks about these domains in one bulk call.
    ///
    /// - Parameter isOfQEMU: Whether it is QEMU's driver that answers.
    mutating func read(
        _ domains: [DomainReference], groups: StatsGroups, flags: StatsFlags, ofQEMU isOfQEMU: Bool,
        from connection: isolated Connection, into readings: inout [DomainReading]
    ) throws(LibvirtError) {
        try connection.forEachStatistics(of: domains, groups: groups, flags: flags) { domain, parameters in
            parameters.forEachField { field, value in add(field, FieldValue(value)) }
            var values = finish()
            if groups.contains(.dirtyRate) { values.removeUnstartedDirtyRate() }
            // what other drivers leave out is nothing that another call withholds
            let reachedMonitor = isOfQEMU ? values.reachedMonitor(asked: groups) : nil
            values.removeMemoryOfNoProcess()
            readings.append(
                DomainReading(
                    identity: DomainIdentity(domain), state: NamedState(values), values: values,
                    reachedMonitor: reachedMonitor))
        }
    }

    /// Takes what `virNodeGetInfo` says.
    mutating func add(_ node: NodeInformation) {
        add("virNodeInfo.cpus", .unsigned(UInt64(node.cpus)))
        if let frequency = node.frequency { add("virNodeInfo.mhz", .unsigned(UInt64(frequency))) }
        add("virNodeInfo.nodes", .unsigned(UInt64(node.nodes)))
        add("virNodeInfo.sockets", .unsigned(UInt64(node.sockets)))
        add("virNodeInfo.cores", .unsigned(UInt64(node.cores)))
        add("virNodeInfo.threads", .unsigned(UInt64(node.threads)))
        add("virNodeInfo.memory", .unsigned(node.memory))
    }

    /// Takes what is known of a storage pool; the sizes of one that is not running are no sizes.
    mutating func add(_ pool: StoragePool, _ information: StoragePoolInformation) {
        add(Self.poolState, named: pool.name, .signed(Int64(information.state.rawValue)))
        add(Self.poolAutostart, named: pool.name, .boolean(pool.isAutostart))
        guard information.state != .inactive else { return }
        add(Self.poolCapacity, named: pool.name, .unsigned(information.capacity))
        add(Self.poolAllocation, named: pool.name, .unsigned(information.allocation))
        add(Self.poolAvailable, named: pool.name, .unsigned(information.available))
    }

    /// Takes what is known of a virtual network.
    mutating func add(_ network: Network) {
        add(Self.networkActive, named: network.name, .boolean(network.isActive))
        add(Self.networkPersistent, named: network.name, .boolean(network.isPersistent))
        add(Self.networkAutostart, named: network.name, .boolean(network.isAutostart))
    }

    private static let networkActive = Catalogue.id(of: "virNetworkIsActive")
    private static let networkPersistent = Catalogue.id(of: "virNetworkIsPersistent")
    private static let networkAutostart = Catalogue.id(of: "virNetworkGetAutostart")
    private static let poolState = Catalogue.id(of: "virStoragePoolInfo.state")
    private static let poolCapacity = Catalogue.id(of: "virStoragePoolInfo.capacity")
    private static let poolAllocation = Catalogue.id(of: "virStoragePoolInfo.allocation")
    private static let poolAvailable = Catalogue.id(of: "virStoragePoolInfo.available")
    private static let poolAutostart = Catalogue.id(of: "virStoragePoolGetAutostart")
}
