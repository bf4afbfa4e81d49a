import Catalogue

/// A value as libvirt typed it.
public enum FieldValue: Hashable, Sendable {
    /// Any of libvirt's signed integers.
    case signed(Int64)
    /// Any of libvirt's unsigned integers.
    case unsigned(UInt64)
    /// A double.
    case double(Double)
    /// A boolean.
    case boolean(Bool)
    /// A text.
    case string(String)
}

extension FieldValue {
    /// The 64 bits of the value in a metric's representation, or `nil` if it has none there.
    ///
    /// libvirt changed the type of fields before (`iothread.#.poll-grow`), so any numeric type is taken for any other
    /// that can say the same number. What is not finite is no number.
    @inline(__always)
    func bits(as representation: Metric.Representation) -> UInt64? {
        // nearly every field
        if case .unsigned(let number) = self, representation == .unsigned { return number }
        return converted(to: representation)
    }

    private func converted(to representation: Metric.Representation) -> UInt64? {
        switch (representation, self) {
        case (.unsigned, .unsigned(let number)): number
        case (.unsigned, .signed(let number)): UInt64(exactly: number)
        case (.unsigned, .double(let number)): UInt64(exactly: number)
        case (.signed, .signed(let number)): UInt64(bitPattern: number)
        case (.signed, .unsigned(let number)): Int64(exactly: number).map { UInt64(bitPattern: $0) }
        case (.signed, .double(let number)): Int64(exactly: number).map { UInt64(bitPattern: $0) }
        case (.double, .double(let number)): number.isFinite ? number.bitPattern : nil
        case (.double, .unsigned(let number)): Double(number).bitPattern
        case (.double, .signed(let number)): Double(number).bitPattern
        case (.double, .boolean(let truth)): Double(truth ? 1 : 0).bitPattern
        case (_, .boolean(let truth)): truth ? 1 : 0
        case (_, .string): nil
        }
    }

    /// The value as an enumeration's number.
    var int32: Int32? {
        switch self {
        case .signed(let number): Int32(exactly: number)
        case .unsigned(let number): Int32(exactly: number)
        case .double, .boolean, .string: nil
        }
    }

    /// The value as a label.
    var label: String? {
        switch self {
        case .string(let text): text
        case .signed(let number): String(number)
        case .unsigned(let number): String(number)
        case .double, .boolean: nil
        }
    }
}

extension FieldValue {
    /// The value as text.
    public var text: String {
        if case .string(let text) = self { text } else { number ?? "" }
    }

    /// The value as text where it is a finite number: 1 or 0 for a boolean.
    public var number: String? {
        switch self {
        case .signed(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): number.isFinite ? String(number) : nil
        case .boolean(let truth): truth ? "1" : "0"
        case .string: nil
        }
    }
}
