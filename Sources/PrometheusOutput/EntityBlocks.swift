import Catalogue
import Snapshot

/// `domain="..."` of every domain of a snapshot, escaped once.
struct DomainLabels {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]

    init(_ domains: [DomainSample]) {
        var writer = TextWriter(reserving: domains.count * 32)
        // libvirt keeps names apart; a page must even if it did not
        var names = DistinctNames()
        for (position, domain) in domains.enumerated() {
            writer.append(label: "domain", names.name(domain.identity.name, ordinal: position))
            ends.append(writer.bytes.count)
        }
        bytes = writer.bytes
    }

    subscript(domain: Int) -> ArraySlice<UInt8> { bytes[ends[domain]..<ends[domain + 1]] }
}

/// The label blocks of every entity of a snapshot, `{domain="...",vcpu="0"} ` with the space behind, escaped once.
struct EntityBlocks {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    /// Position in `ends` of each set's first entity.
    private var firsts: [Int] = []
    /// The entities of each set.
    private var entities: [[ValueSet.Entity]] = []

    /// - Parameters:
    ///   - previous: Blocks with the same domain labels, of which those of the same entities are taken over.
    ///   - domainLabel: The label of the domain to which the set at a position belongs; empty if it belongs to none.
    init(_ sets: [ValueSet], previous: EntityBlocks?, domainLabel: (Int) -> ArraySlice<UInt8>) {
        let names = Self.names
        var writer = TextWriter(reserving: previous.map { $0.bytes.count } ?? sets.count * 160)
        for (position, set) in sets.enumerated() {
            firsts.append(ends.count - 1)
            entities.append(set.entities)
            if let previous, previous.has(set.entities, at: position) {
                writer.append(previous.copy(position, to: &ends, from: writer.bytes.count))
                continue
            }
            for entity in set.entities {
                let domain = domainLabel(position)
                if !domain.isEmpty || !entity.labels.isEmpty {
                    writer.append(byte: UInt8(ascii: "{"))
                    writer.append(domain)
                    var comma = !domain.isEmpty
                    for (name, value) in zip(names[Int(entity.scope.rawValue)], entity.labels) where !value.isEmpty {
                        if comma { writer.append(byte: UInt8(ascii: ",")) }
                        writer.append(label: name, value)
                        comma = true
                    }
                    writer.append(byte: UInt8(ascii: "}"))
                }
                writer.append(byte: UInt8(ascii: " "))
                ends.append(writer.bytes.count)
            }
        }
        bytes = writer.bytes
    }

    /// The position of the block of a set's first entity; those of the others follow.
    func first(ofSet set: Int) -> Int { firsts[set] }

    private static let names = Scope.allCases.map(\.labels)

    /// Whether these are the very entities of that set, as nobody makes them anew.
    private func has(_ entities: [ValueSet.Entity], at position: Int) -> Bool {
        guard self.entities.indices.contains(position), self.entities[position].count == entities.count else {
            return false
        }
        return unsafe self.entities[position].withUnsafeBufferPointer { known in
            unsafe entities.withUnsafeBufferPointer { unsafe $0.baseAddress == known.baseAddress }
        }
    }

    /// The blocks of a set, whose ends go behind `ends` as those of blocks that begin at `start`.
    private func copy(_ position: Int, to ends: inout [Int], from start: Int) -> ArraySlice<UInt8> {
        let first = firsts[position]
        let last = first + entities[position].count
        let offset = start - self.ends[first]
        for end in self.ends[first..<last + 1].dropFirst() { ends.append(end + offset) }
        return bytes[self.ends[first]..<self.ends[last]]
    }

    /// How long a block is.
    func length(_ block: Int) -> Int { ends[block + 1] - ends[block] }

    /// Calls `body` with the bytes of all blocks, and where each ends, that of the first being the second.
    func withBytes(_ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Int>) -> Void) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ends.withUnsafeBufferPointer { ends in unsafe body(bytes, ends) }
        }
    }
}
