import Catalogue

/// Finds the catalogue row of a libvirt field's pattern.
///
/// A field such as `block.0.rd.bytes` is brought to its pattern, `block.#.rd.bytes`, and that is looked up in a hash table
/// that is built once: no allocation, no string.
struct FieldIndex: Sendable {
    enum Row: Sendable {
        case metric(MetricID, Scope, Metric.Representation)
        case known(KnownField.Role, Scope)
    }

    private struct Slot: Sendable {
        var start = 0
        var count = 0
        var row: Row
    }

    private let patterns: [UInt8]
    private let slots: [Slot?]
    private let mask: Int

    static let shared = FieldIndex()

    private init() {
        var rows: [(String, Row)] = []
        for (index, metric) in Catalogue.metrics.enumerated() {
            let id = MetricID(rawValue: UInt16(index))
            rows.append((metric.field, .metric(id, metric.scope, metric.representation)))
        }
        for known in Catalogue.knownFields { rows.append((known.field, .known(known.role, known.scope))) }
        var size = 64
        while size < rows.count * 4 { size *= 2 }
        var patterns: [UInt8] = []
        var slots = [Slot?](repeating: nil, count: size)
        for (field, row) in rows {
            var hash = Self.offsetBasis
            for byte in field.utf8 { hash = Self.mix(hash, byte) }
            var position = Self.position(hash, mask: size - 1)
            while slots[position] != nil { position = (position + 1) & (size - 1) }
            slots[position] = Slot(start: patterns.count, count: field.utf8.count, row: row)
            patterns += field.utf8
        }
        self.patterns = patterns
        self.slots = slots
        mask = size - 1
    }

    /// The row whose pattern is the first `count` bytes of `pattern`, which have this hash.
    func row(of pattern: [UInt8], count: Int, hash: UInt64) -> Row? {
        var position = Self.position(hash, mask: mask)
        search: while let slot = slots[position] {
            position = (position + 1) & mask
            guard slot.count == count else { continue }
            for i in 0..<count where patterns[slot.start + i] != pattern[i] { continue search }
            return slot.row
        }
        return nil
    }

    // FNV-1a, 64 bit
    static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    private static func position(_ hash: UInt64, mask: Int) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & mask }
}
