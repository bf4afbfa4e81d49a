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
        case table(MIBTable)

        var root: OID {
            switch self {
            case .scalar(let scalar): scalar.object.oid
            case .table(let table): table.entry
            }
        }
    }

    private let nodes: [Node]
    private let roots: Roots

    /// A tree of these parts, none of which is below another.
    init(scalars: [MIBScalar], tables: [MIBTable]) {
        nodes = (scalars.map(Node.scalar) + tables.map(Node.table)).sorted { $0.root < $1.root }
        roots = Roots(nodes.map(\.root))
    }

    /// A tree without anything.
    public init() { self.init(scalars: [], tables: []) }

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
        let position = roots.first(notBefore: name)
        guard position < nodes.count, roots.order(of: name, to: position) == .within else { return .noSuchObject }
        switch nodes[position] {
        case .table(let table): return table.value(of: name, at: moment)
        case .scalar(let scalar):
            let length = scalar.object.oid.arcs.count
            guard name.count == length + 1, name[length] == 0 else { return .noSuchInstance }
            return scalar.value(moment).map { .value($0) } ?? .noSuchInstance
        }
    }

    /// The first instance after a name that has a value (GETNEXT); `nil` where there is none.
    ///
    /// - Parameter isInclusive: Whether the name itself may be the answer, as AgentX asks it (RFC 2741, section 5.2).
    public func next(after name: Span<UInt>, isInclusive: Bool, at moment: RequestMoment) -> Cell? {
        for position in roots.first(notBefore: name)..<nodes.count {
            let order = roots.order(of: name, to: position)
            switch nodes[position] {
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

/// The names that everything in a tree is below, in order, in memory of one piece: a walk looks here for each of its cells.
private struct Roots: Sendable {
    private let arcs: [UInt]
    /// Where each name begins, and where the last one ends.
    private let bounds: [Int]

    init(_ names: [OID]) {
        arcs = names.flatMap(\.arcs)
        bounds = names.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.arcs.count) }
    }

    /// How a name stands to the subtree at a position.
    func order(of name: Span<UInt>, to position: Int) -> SubtreeOrder {
        SubtreeOrder(of: name, to: arcs.span.extracting(bounds[position]..<bounds[position + 1]))
    }

    /// The first subtree with a part that does not come before a name; their number where there is none.
    func first(notBefore name: Span<UInt>) -> Int {
        var low = 0
        var high = bounds.count - 1
        while low < high {
            let middle = (low + high) / 2
            if order(of: name, to: middle) == .after { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
