import Catalogue

/// Writes into memory whose size was made sure of, which spares a look at the buffer for each piece.
///
/// Safe because every piece is held against the end of the memory, and because whoever lends the memory takes the cursor
/// back before that goes.
@safe struct Cursor {
    private var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// More bytes than any number takes.
    static let longestNumber = 40

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>, from start: Int) {
        let base = unsafe buffer.baseAddress.unsafelyUnwrapped
        unsafe next = base + start
        unsafe end = base + buffer.count
    }

    /// How many bytes are left.
    var room: Int { unsafe end - next }

    /// - Precondition: There is room for them.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        precondition(bytes.count <= room)
        guard let base = bytes.baseAddress else { return }
        unsafe next.update(from: base, count: bytes.count)
        unsafe next += bytes.count
    }

    /// - Precondition: There is room for it.
    @inline(__always)
    mutating func append(byte: UInt8) {
        precondition(room > 0)
        unsafe next.pointee = byte
        unsafe next += 1
    }

    /// A value of the catalogue, in its base unit.
    ///
    /// - Precondition: There is room for the longest number.
    @inline(__always)
    mutating func append(bits: UInt64, of metric: Metric) {
        precondition(room >= Self.longestNumber)
        var magnitude = bits
        switch metric.representation {
        case .double:
            return append(double: metric.base(bits))
        case .signed:
            let number = Int64(bitPattern: bits)
            if number < 0 { append(byte: UInt8(ascii: "-")) }
            magnitude = number.magnitude
        case .unsigned:
            break
        }
        switch metric.unit.scale {
        case .times(let factor):
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: factor)
            if overflow {
                append(double: Double(magnitude) * Double(factor))
            } else {
                append(number: product)
            }
        case .decimalPlaces(let places):
            append(number: magnitude, decimalPlaces: places)
        }
    }

    /// A double that is finite.
    ///
    /// - Precondition: There is room for the longest number.
    mutating func append(double: Double) {
        if let whole = UInt64(exactly: double) {
            append(number: whole)
        } else {
            for byte in double.description.utf8 { append(byte: byte) }
        }
    }

    /// A number divided by ten to the power of `places`: exact, and without trailing zeros.
    ///
    /// - Precondition: There is room for the longest number.
    mutating func append(number: UInt64, decimalPlaces places: Int) {
        var divisor: UInt64 = 1
        for _ in 0..<places { divisor &*= 10 }
        let whole = number / divisor
        var fraction = number &- whole &* divisor
        append(number: whole)
        guard fraction > 0 else { return }
        var digits = places
        while fraction % 10 == 0 {
            fraction /= 10
            digits &-= 1
        }
        append(byte: UInt8(ascii: "."))
        append(number: fraction, digits: digits)
    }

    /// A whole number.
    ///
    /// - Precondition: There is room for the longest number.
    @inline(__always)
    mutating func append(number: UInt64) { append(number: number, digits: Self.digits(number)) }

    private static func digits(_ number: UInt64) -> Int {
        var limit: UInt64 = 10
        var digits = 1
        while number >= limit {
            digits &+= 1
            let (product, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = product
        }
        return digits
    }

    private mutating func append(number: UInt64, digits: Int) {
        var rest = number
        var position = digits &- 1
        while position >= 0 {
            let quotient = rest / 10
            unsafe next[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
            rest = quotient
            position &-= 1
        }
        unsafe next += digits
    }
}
