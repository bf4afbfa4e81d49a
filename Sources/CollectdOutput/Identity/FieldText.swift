/// A field of collectd's identifiers, as bytes that collectd takes and does not change.
struct FieldText: Hashable, Sendable {
    /// At most ``longest``.
    private(set) var bytes: [UInt8]
    /// Whether another text may have become the same.
    private(set) var isAltered: Bool

    /// What fits into a field.
    static let longest = 127

    /// The field that the `virt` plugin and then collectd make of a text: cut, without a slash in front, and with other
    /// slashes as underscores.
    ///
    /// Control characters, which would end or split a line, are underscores as well.
    init(_ text: String) {
        (bytes, isAltered) = Self.cut(text, to: Self.longest)
        guard bytes.contains(Self.slash) else { return }
        isAltered = true
        if bytes == [Self.slash] {
            bytes = Array("root".utf8)
        } else if bytes.first == Self.slash {
            bytes.removeFirst()
        }
        for position in bytes.indices where bytes[position] == Self.slash { bytes[position] = Self.underscore }
    }

    /// A text's bytes up to a limit, without half a character and without control characters, and whether it had more.
    static func cut(_ text: String, to limit: Int) -> (bytes: [UInt8], isAltered: Bool) {
        var bytes: [UInt8] = []
        var isAltered = false
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.value == 0x7f
            let encoded = isControl ? UTF8.encode("_") : UTF8.encode(scalar)
            guard let encoded else { continue }
            isAltered = isAltered || isControl
            guard bytes.count + encoded.count <= limit else { return (bytes, true) }
            bytes.append(contentsOf: encoded)
        }
        return (bytes, isAltered)
    }

    /// The same for the name of a host, which may not begin with a dot: collectd's writers to files refuse that.
    static func host(_ text: String) -> FieldText {
        var field = FieldText(text)
        if field.bytes.first == UInt8(ascii: ".") {
            field.bytes[0] = underscore
            field.isAltered = true
        }
        return field
    }

    /// The field with this behind it, for which it gives up as many of its own last characters as must be.
    ///
    /// - Parameter ending: ASCII, shorter than a field.
    func ending(with ending: String) -> FieldText {
        var result = self
        let room = Self.longest - ending.utf8.count
        if result.bytes.count > room {
            var end = room
            // not within a character
            while end > 0, result.bytes[end] & 0xc0 == 0x80 { end -= 1 }
            result.bytes.removeSubrange(end...)
        }
        result.bytes.append(contentsOf: ending.utf8)
        result.isAltered = true
        return result
    }

    private static let slash = UInt8(ascii: "/")
    private static let underscore = UInt8(ascii: "_")

    static func == (a: FieldText, b: FieldText) -> Bool { a.bytes == b.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension [UInt8] {
    /// Appends bytes within quotation marks as collectd reads them back.
    mutating func append(escaped text: some Sequence<UInt8>) {
        for byte in text {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { append(UInt8(ascii: "\\")) }
            append(byte)
        }
    }
}
