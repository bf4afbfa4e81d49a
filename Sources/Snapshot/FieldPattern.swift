/// The pattern of a libvirt field: its name with every index replaced by `#`, and the indexes.
///
/// The bytes are kept between fields, so that reading one allocates nothing.
struct FieldPattern {
    /// libvirt's own limit is 80 bytes (`VIR_TYPED_PARAM_FIELD_LENGTH`).
    private static let longest = 96

    private(set) var bytes = [UInt8](repeating: 0, count: longest)
    private(set) var count = 0
    private(set) var hash = FieldIndex.offsetBasis
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0

    /// Reads a field; false if it cannot be one of the catalogue's.
    mutating func read(_ field: Span<UInt8>) -> Bool {
        count = 0
        hash = FieldIndex.offsetBasis
        first = 0
        second = 0
        guard field.count <= Self.longest else { return false }
        var indexes = 0
        var position = 0
        while position < field.count {
            var end = position
            var number: UInt32 = 0
            while end < field.count, field[end] &- 48 < 10 {
                number = number &* 10 &+ UInt32(field[end] &- 48)
                end += 1
            }
            if end > position, end == field.count || field[end] == UInt8(ascii: ".") {
                guard end - position <= 9, indexes < 2 else { return false }
                if indexes == 0 { first = number } else { second = number }
                indexes += 1
                append(UInt8(ascii: "#"))
                position = end
            } else {
                while position < field.count, field[position] != UInt8(ascii: ".") {
                    append(field[position])
                    position += 1
                }
            }
            if position < field.count {
                append(UInt8(ascii: "."))
                position += 1
            }
        }
        return true
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
        hash = FieldIndex.mix(hash, byte)
    }

    /// Whether the pattern begins with these bytes.
    func hasPrefix(_ prefix: [UInt8]) -> Bool { prefix.count <= count && bytes.starts(with: prefix) }
}
