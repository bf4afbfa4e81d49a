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
        /// Where the first and the second `#` are, or the end.
        var firstIndex: Int32 = 0
        var secondIndex: Int32 = 0
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
            let indexes = field.utf8.enumerated().filter { $0.element == UInt8(ascii: "#") }.map { Int32($0.offset) }
            let count = Int32(field.utf8.count)
            slots[position] = Slot(
                start: Int32(patterns.count), count: count, firstIndex: indexes.first ?? count,
                secondIndex: indexes.count > 1 ? indexes[1] : count, hash: hash, row: row)
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

    /// Compares the text around the indexes, and reads the digits that stand for each `#`.
    @inline(__always)
    private func match(_ field: Span<UInt8>, _ slot: Slot) -> Match? {
        guard slot.count > 0 else { return nil }
        let pattern = patterns.span.extracting(Int(slot.start)..<Int(slot.start) &+ Int(slot.count))
        let head = Int(slot.firstIndex)
        guard field.count >= head, Self.isEqual(field, 0, pattern, 0, count: head) else { return nil }
        if head == pattern.count {
            return field.count == head ? Match(row: slot.row, first: 0, second: 0) : nil
        }
        guard let (first, middle) = Self.number(field, at: head) else { return nil }
        let length = Int(slot.secondIndex) &- head &- 1
        guard field.count &- middle >= length, Self.isEqual(field, middle, pattern, head &+ 1, count: length) else {
            return nil
        }
        let end = middle &+ length
        if Int(slot.secondIndex) == pattern.count {
            return field.count == end ? Match(row: slot.row, first: first, second: 0) : nil
        }
        guard let (second, last) = Self.number(field, at: end) else { return nil }
        let tail = pattern.count &- Int(slot.secondIndex) &- 1
        guard field.count &- last == tail,
            Self.isEqual(field, last, pattern, Int(slot.secondIndex) &+ 1, count: tail)
        else { return nil }
        return Match(row: slot.row, first: first, second: second)
    }

    /// The number whose digits start there, and where they end.
    @inline(__always)
    private static func number(_ field: Span<UInt8>, at start: Int) -> (UInt32, end: Int)? {
        var position = start
        var number: UInt32 = 0
        while position < field.count, field[position] &- 48 < 10 {
            number = number &* 10 &+ UInt32(field[position] &- 48)
            position &+= 1
        }
        return position > start && position &- start <= FieldPattern.mostDigits ? (number, position) : nil
    }

    /// Compares eight bytes at a time; the last eight may overlap those before.
    ///
    /// - Precondition: both spans have `count` bytes from there, for the loads are not checked.
    @inline(__always)
    private static func isEqual(_ a: Span<UInt8>, _ i: Int, _ b: Span<UInt8>, _ j: Int, count: Int) -> Bool {
        guard count >= 8 else {
            for k in 0..<count {
                guard unsafe a[unchecked: i &+ k] == b[unchecked: j &+ k] else { return false }
            }
            return true
        }
        let (a, b) = unsafe (a.bytes, b.bytes)
        var k = 0
        while true {
            let left = unsafe a.unsafeLoadUnaligned(fromUncheckedByteOffset: i &+ k, as: UInt64.self)
            let right = unsafe b.unsafeLoadUnaligned(fromUncheckedByteOffset: j &+ k, as: UInt64.self)
            if left != right { return false }
            if k &+ 8 == count { return true }
            k = min(k &+ 8, count &- 8)
        }
    }

    // FNV-1a, 64 bit
    static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    private static func position(_ hash: UInt64, mask: Int) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & mask }
}
