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

    /// A pattern's place among the bytes of all; one without bytes is a free slot.
    private struct Slot: Sendable {
        var start: Int32 = 0
        var count: Int32 = 0
        var hash: UInt64 = 0
        var row = Row.known(.structure, .domain)
    }

    private let patterns: [UInt8]
    private let slots: [Slot]
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
        var slots = [Slot](repeating: Slot(), count: size)
        for (field, row) in rows {
            var hash = Self.offsetBasis
            for byte in field.utf8 { hash = Self.mix(hash, byte) }
            var position = Self.position(hash, mask: size - 1)
            while slots[position].count > 0 { position = (position + 1) & (size - 1) }
            slots[position] = Slot(
                start: Int32(patterns.count), count: Int32(field.utf8.count), hash: hash, row: row)
            patterns += field.utf8
        }
        self.patterns = patterns
        self.slots = slots
        mask = size - 1
    }

    /// How many slots there are, used or not.
    var slotCount: Int { slots.count }

    /// The slot whose pattern the field has, by the hash of that pattern.
    @inline(__always)
    func slot(of field: Span<UInt8>, hash: UInt64) -> (position: Int, match: Match)? {
        var position = Self.position(hash, mask: mask)
        while true {
            let slot = slots[position]
            guard slot.count > 0 else { return nil }
            if slot.hash == hash, let match = match(field, slot) { return (position, match) }
            position = (position + 1) & mask
        }
    }

    /// The row of a slot, if the field has its pattern.
    @inline(__always)
    func match(_ field: Span<UInt8>, slot position: Int) -> Match? {
        match(field, slots[position])
    }

    /// A field's row and its indexes.
    struct Match {
        let row: Row
        let first: UInt32
        let second: UInt32
    }

    /// Compares byte by byte, with `#` for the digits of an index.
    @inline(__always)
    private func match(_ field: Span<UInt8>, _ slot: Slot) -> Match? {
        var position = 0
        var first: UInt32 = 0
        var second: UInt32 = 0
        var indexes = 0
        let count = field.count
        guard count > 0 else { return nil }
        let start = Int(slot.start)
        let pattern = patterns.span.extracting(start..<start &+ Int(slot.count))
        // every position is compared with its count before: the checks of the subscripts would double this loop's time
        for i in 0..<pattern.count {
            guard position < count else { return nil }
            let expected = unsafe pattern[unchecked: i]
            if expected == UInt8(ascii: "#") {
                let start = position
                var number: UInt32 = 0
                while position < count, unsafe field[unchecked: position] &- 48 < 10 {
                    number = unsafe number &* 10 &+ UInt32(field[unchecked: position] &- 48)
                    position &+= 1
                }
                guard position > start, position &- start <= FieldPattern.mostDigits else { return nil }
                if indexes == 0 { first = number } else { second = number }
                indexes &+= 1
            } else {
                guard unsafe field[unchecked: position] == expected else { return nil }
                position &+= 1
            }
        }
        return position == count ? Match(row: slot.row, first: first, second: second) : nil
    }

    // FNV-1a, 64 bit
    static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    private static func position(_ hash: UInt64, mask: Int) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & mask }
}
