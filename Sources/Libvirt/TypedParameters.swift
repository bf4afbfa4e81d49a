/// The fields of one answer of libvirt with their values, in libvirt's order.
///
/// All names and texts lie in one array of bytes and all numbers in another, so that a thousand fields cost two
/// allocations. ``forEachField(_:)`` reads them without any.
public struct TypedParameters: Hashable, Sendable {
    @usableFromInline
    enum Kind: UInt8, Hashable, Sendable {
        case int
        case uint
        case llong
        case ullong
        case double
        case boolean
        case string
    }

    @usableFromInline
    struct Entry: Hashable, Sendable {
        /// The number's bits; for a text its start in `bytes` in the upper and its length in the lower half.
        @usableFromInline var payload: UInt64
        @usableFromInline var nameStart: UInt32
        @usableFromInline var nameLength: UInt16
        @usableFromInline var kind: Kind

        @usableFromInline
        init(payload: UInt64, nameStart: UInt32, nameLength: UInt16, kind: Kind) {
            self.payload = payload
            self.nameStart = nameStart
            self.nameLength = nameLength
            self.kind = kind
        }
    }

    @usableFromInline var bytes: [UInt8]
    @usableFromInline var entries: [Entry]

    init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    /// Parameters with these fields in this order; a name has at most 65,535 bytes.
    public init(_ fields: [(String, TypedValue)] = []) {
        bytes = []
        entries = []
        entries.reserveCapacity(fields.count)
        for (name, value) in fields { append(name, value) }
    }

    /// Adds a field at the end.
    ///
    /// - Precondition: the name has at most 65,535 bytes.
    public mutating func append(_ name: String, _ value: TypedValue) {
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: name.utf8)
        let length = UInt16(bytes.count - Int(start))
        let (kind, payload): (Kind, UInt64) =
            switch value {
            case .int(let value): (.int, UInt64(bitPattern: Int64(value)))
            case .uint(let value): (.uint, UInt64(value))
            case .llong(let value): (.llong, UInt64(bitPattern: value))
            case .ullong(let value): (.ullong, value)
            case .double(let value): (.double, value.bitPattern)
            case .boolean(let value): (.boolean, value ? 1 : 0)
            case .string(let text): (.string, UInt64(bytes.count) << 32 | UInt64(text.utf8.count))
            }
        if case .string(let text) = value { bytes.append(contentsOf: text.utf8) }
        entries.append(Entry(payload: payload, nameStart: start, nameLength: length, kind: kind))
    }

    /// Calls `body` with each field's name, as bytes, and its value, in libvirt's order.
    ///
    /// Nothing is allocated but the text of a ``TypedValue/string(_:)``.
    @inlinable
    public func forEachField<Failure>(
        _ body: (_ name: Span<UInt8>, _ value: TypedValue) throws(Failure) -> Void
    ) throws(Failure) {
        let names = bytes.span
        for entry in entries {
            let start = Int(entry.nameStart)
            try body(names.extracting(start..<start + Int(entry.nameLength)), value(of: entry))
        }
    }

    /// The value of the first field with this name.
    public subscript(name: String) -> TypedValue? {
        let wanted = Array(name.utf8)
        for entry in entries where Int(entry.nameLength) == wanted.count {
            let start = Int(entry.nameStart)
            if bytes[start..<start + wanted.count].elementsEqual(wanted) { return value(of: entry) }
        }
        return nil
    }

    @inlinable
    func value(of entry: Entry) -> TypedValue {
        switch entry.kind {
        case .int: .int(Int32(truncatingIfNeeded: entry.payload))
        case .uint: .uint(UInt32(truncatingIfNeeded: entry.payload))
        case .llong: .llong(Int64(bitPattern: entry.payload))
        case .ullong: .ullong(entry.payload)
        case .double: .double(Double(bitPattern: entry.payload))
        case .boolean: .boolean(entry.payload != 0)
        case .string: .string(text(entry.payload))
        }
    }

    @usableFromInline
    func text(_ payload: UInt64) -> String {
        let start = Int(payload >> 32)
        let length = Int(payload & 0xFFFF_FFFF)
        return bytes.withUnsafeBufferPointer { bytes in
            String(repairing: UnsafeBufferPointer(rebasing: bytes[start..<start + length]))
        }
    }
}

extension TypedParameters: RandomAccessCollection {
    /// A field's name and value.
    public typealias Element = (name: String, value: TypedValue)

    /// The place of the first field.
    public var startIndex: Int { 0 }
    /// The number of fields.
    public var endIndex: Int { entries.count }

    /// The field at a place.
    public subscript(position: Int) -> Element {
        let entry = entries[position]
        let start = Int(entry.nameStart)
        let name = String(decoding: bytes[start..<start + Int(entry.nameLength)], as: UTF8.self)
        return (name, value(of: entry))
    }
}

extension TypedParameters: ExpressibleByDictionaryLiteral {
    /// Parameters with the fields of the literal, in its order.
    public init(dictionaryLiteral elements: (String, TypedValue)...) { self.init(elements) }
}

extension TypedParameters: CustomStringConvertible {
    /// The fields as `name=value`, in order.
    public var description: String {
        map { field in
            switch field.value {
            case .int(let value): "\(field.name)=\(value)"
            case .uint(let value): "\(field.name)=\(value)"
            case .llong(let value): "\(field.name)=\(value)"
            case .ullong(let value): "\(field.name)=\(value)"
            case .double(let value): "\(field.name)=\(value)"
            case .boolean(let value): "\(field.name)=\(value)"
            case .string(let value): "\(field.name)=\(value.debugDescription)"
            }
        }
        .joined(separator: " ")
    }
}
