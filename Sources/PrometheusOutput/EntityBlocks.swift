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

    init(_ sets: [ValueSet], domainLabels: DomainLabels, firstDomain: Int) {
        let names = Scope.allCases.map(\.labels)
        var writer = TextWriter(reserving: sets.count * 160)
        for (position, set) in sets.enumerated() {
            firsts.append(ends.count - 1)
            for entity in set.entities {
                let domain = position >= firstDomain ? domainLabels[position - firstDomain] : []
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

    subscript(block: Int) -> ArraySlice<UInt8> { bytes[ends[block]..<ends[block + 1]] }
}
