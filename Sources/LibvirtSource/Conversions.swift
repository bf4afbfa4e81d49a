import Catalogue
import Libvirt
import Sampler
import Snapshot

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
    init(_ identity: DomainIdentity) {
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

extension DomainReading {
    init(_ domain: DomainReference, _ values: ValueSet) {
        self.init(identity: DomainIdentity(domain), state: NamedState(values), values: values)
    }
}

extension ValueSetBuilder {
    /// Takes what a bulk call says.
    mutating func read(_ records: [DomainStatistics], into readings: inout [DomainReading]) {
        for record in records {
            record.parameters.forEachField { field, value in add(field, FieldValue(value)) }
            readings.append(DomainReading(record.domain, finish()))
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

    private static let poolState = Catalogue.id(of: "virStoragePoolInfo.state")
    private static let poolCapacity = Catalogue.id(of: "virStoragePoolInfo.capacity")
    private static let poolAllocation = Catalogue.id(of: "virStoragePoolInfo.allocation")
    private static let poolAvailable = Catalogue.id(of: "virStoragePoolInfo.available")
    private static let poolAutostart = Catalogue.id(of: "virStoragePoolGetAutostart")
}
