/// All that SNMP is told of one sample: immutable, and asked by name.
///
/// It never waits for anything: whoever has it has every answer.
public struct MIBTree: Sendable {
    /// The answer to a name.
    public enum Answer: Hashable, Sendable {
        /// The value.
        case value(SNMPValue)
        /// No object has this name.
        case noSuchObject
        /// The object has no such instance.
        case noSuchInstance
    }

    /// An instance of an object, and its value.
    public struct Cell: Hashable, Sendable {
        /// Its name.
        public let oid: OID
        /// Its value.
        public let value: SNMPValue
    }

    private enum Node: Sendable {
        case scalar(MIBScalar)
        case table(any MIBTable)

        var root: OID {
            switch self {
            case .scalar(let scalar): scalar.object.oid
            case .table(let table): table.entry
            }
        }
    }

    private let nodes: [Node]

    /// A tree of these parts, none of which is below another.
    init(scalars: [MIBScalar], tables: [any MIBTable]) {
        nodes = (scalars.map(Node.scalar) + tables.map(Node.table)).sorted { $0.root < $1.root }
    }

    /// A tree without anything.
    public init() { nodes = [] }

    /// The objects that it has, by name.
    public var objects: [MIBObject] {
        nodes.flatMap { node in
            switch node {
            case .scalar(let scalar): [scalar.object]
            case .table(let table): table.objects
            }
        }
    }

    /// The value of an instance (GET).
    public func value(of name: Span<UInt>, at moment: RequestMoment) -> Answer {
        for node in nodes {
            switch SubtreeOrder(of: name, to: node.root.arcs) {
            case .after: continue
            case .before: return .noSuchObject
            case .within:
                switch node {
                case .table(let table): return table.value(of: name, at: moment)
                case .scalar(let scalar):
                    let length = scalar.object.oid.arcs.count
                    guard name.count == length + 1, name[length] == 0 else { return .noSuchInstance }
                    return scalar.value(moment).map { .value($0) } ?? .noSuchInstance
                }
            }
        }
        return .noSuchObject
    }

    /// The first instance after a name that has a value (GETNEXT); `nil` where there is none.
    ///
    /// - Parameter isInclusive: Whether the name itself may be the answer, as AgentX asks it (RFC 2741, section 5.2).
    public func next(after name: Span<UInt>, isInclusive: Bool, at moment: RequestMoment) -> Cell? {
        for node in nodes {
            let order = SubtreeOrder(of: name, to: node.root.arcs)
            guard order != .after else { continue }
            switch node {
            case .table(let table):
                if let cell = table.next(after: name, isInclusive: isInclusive, at: moment) { return cell }
            case .scalar(let scalar):
                let length = scalar.object.oid.arcs.count
                let isBefore = order == .before || name.count == length
                let isSame = order == .within && name.count == length + 1 && name[length] == 0
                guard isBefore || isSame && isInclusive, let value = scalar.value(moment) else { continue }
                return Cell(oid: scalar.object.oid + [0], value: value)
            }
        }
        return nil
    }
}
