import Catalogue

/// Writes the pieces of a text format into one buffer.
struct TextWriter {
    private(set) var bytes: [UInt8] = []
    let format: ExpositionFormat
    /// The collectors whose families are written beside those that no collector brings; `nil` for all.
    let collectors: Set<Collector>?

    init(
        reserving capacity: Int = 0, format: ExpositionFormat = .prometheusText, collectors: Set<Collector>? = nil
    ) {
        self.format = format
        self.collectors = collectors
        bytes.reserveCapacity(capacity)
    }

    /// A writer that takes a buffer over and overwrites it, for its memory is there already.
    init(reusing buffer: inout [UInt8], format: ExpositionFormat) {
        self.format = format
        collectors = nil
        swap(&bytes, &buffer)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Whether what a collector brings is left out.
    func omits(_ collector: Collector?) -> Bool {
        guard let collector, let collectors else { return false }
        return !collectors.contains(collector)
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Takes back what was written behind so many bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    /// At most `capacity` bytes, which `write` writes.
    mutating func append(capacity: Int, _ write: (inout Cursor) -> Void) {
        bytes.append(addingCapacity: capacity) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                var cursor = unsafe Cursor(buffer, from: count)
                write(&cursor)
                count = buffer.count - cursor.room
            }
        }
    }

    /// A label's value between its quotes, escaped.
    mutating func append(labelValue text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\""):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(ascii: "n"))
            default:
                bytes.append(byte)
            }
        }
    }

    /// `name="value"`.
    mutating func append(label name: String, _ value: String) {
        append(name)
        append(byte: UInt8(ascii: "="))
        append(byte: UInt8(ascii: "\""))
        append(labelValue: value)
        append(byte: UInt8(ascii: "\""))
    }

    /// A whole number.
    mutating func append(number: UInt64) {
        append(capacity: Cursor.longestNumber) { $0.append(number: number) }
    }

    /// A number divided by ten to the power of `places`: exact, and without trailing zeros.
    mutating func append(number: UInt64, decimalPlaces places: Int) {
        append(capacity: Cursor.longestNumber) { $0.append(number: number, decimalPlaces: places) }
    }

    /// A double that is finite.
    mutating func append(double: Double) {
        append(capacity: Cursor.longestNumber) { $0.append(double: double) }
    }

    /// A duration in seconds, to the nanosecond; never below zero.
    mutating func append(seconds duration: Duration) {
        let parts = duration.components
        let nanoseconds = max(0, parts.seconds) * 1_000_000_000 + max(0, parts.attoseconds) / 1_000_000_000
        append(number: UInt64(nanoseconds), decimalPlaces: 9)
    }
}
