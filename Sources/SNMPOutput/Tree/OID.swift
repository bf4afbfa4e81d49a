/// An object identifier: the name of everything in SNMP (RFC 2578, section 3.5).
public struct OID: Hashable, Comparable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// Its numbers, from the root on; each is below 2^32 and there are at most 128.
    public let arcs: [UInt]

    /// The identifier with these numbers.
    public init(_ arcs: [UInt]) { self.arcs = arcs }

    /// The identifier with these numbers.
    public init(arrayLiteral arcs: UInt...) { self.arcs = arcs }

    /// The identifier that is written so, as in `1.3.6.1.2.1.236`, with or without a dot before it; `nil` for another text.
    public init?(_ text: some StringProtocol) {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
        let numbers = parts.map { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? UInt32(part).map { UInt($0) } : nil
        }
        guard numbers.count <= Self.longest, !numbers.contains(nil) else { return nil }
        arcs = numbers.compactMap(\.self)
    }

    /// The most numbers an identifier may have (RFC 2578, section 3.5).
    public static let longest = 128

    /// Whether it can be told at all: of the three trees that there are, two have no more than forty branches.
    public var isSound: Bool { arcs.count >= 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40) }

    /// The identifier below this one.
    public static func + (parent: OID, arcs: [UInt]) -> OID { OID(parent.arcs + arcs) }

    /// Whether it is this one or below it.
    public func hasPrefix(_ parent: OID) -> Bool { arcs.starts(with: parent.arcs) }

    /// Orders as a walk does.
    public static func < (a: OID, b: OID) -> Bool { a.arcs.lexicographicallyPrecedes(b.arcs) }

    /// Its numbers with dots between.
    public var description: String { arcs.map(String.init).joined(separator: ".") }
}

/// How a name stands to a subtree.
enum SubtreeOrder: Equatable {
    /// Everything in the subtree comes after it.
    case before
    /// It is in the subtree, or its root.
    case within
    /// Everything in the subtree comes before it.
    case after

    init(of name: Span<UInt>, to root: Span<UInt>) {
        var position = 0
        while position < root.count {
            guard position < name.count, name[position] >= root[position] else {
                self = .before
                return
            }
            guard name[position] == root[position] else {
                self = .after
                return
            }
            position += 1
        }
        self = .within
    }
}
