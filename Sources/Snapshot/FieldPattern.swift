/// The pattern of a libvirt field, its name with every index replaced by `#`, as a hash; and the first index.
struct FieldPattern {
    /// libvirt's own limit is 80 bytes (`VIR_TYPED_PARAM_FIELD_LENGTH`).
    private static let longest = 96
    /// More digits make no index of anything.
    static let mostDigits = 8

    private(set) var hash = FieldIndex.offsetBasis
    private(set) var first: UInt32 = 0

    /// Reads a field; `nil` if it cannot be one of the catalogue's.
    @inline(__always)
    init?(_ field: Span<UInt8>) {
        guard field.count <= Self.longest else { return nil }
        var hash = FieldIndex.offsetBasis
        var indexes = 0
        var position = 0
        let count = field.count
        while position < count {
            var end = position
            var number: UInt32 = 0
            while end < count, field[end] &- 48 < 10 {
                number = number &* 10 &+ UInt32(field[end] &- 48)
                end &+= 1
            }
            if end > position, end == count || field[end] == UInt8(ascii: ".") {
                guard end - position <= Self.mostDigits, indexes < 2 else { return nil }
                if indexes == 0 { first = number }
                indexes += 1
                hash = FieldIndex.mix(hash, UInt8(ascii: "#"))
                position = end
            }
            // the rest of the component, and the dot behind it
            while position < count {
                let byte = field[position]
                hash = FieldIndex.mix(hash, byte)
                position &+= 1
                if byte == UInt8(ascii: ".") { break }
            }
        }
        self.hash = hash
    }
}
