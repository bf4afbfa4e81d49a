/// A request header field that lists what the client takes, with weights (RFC 9110, section 12.4.2).
public struct AcceptField: Sendable {
    /// One thing that the client takes, or does not.
    public struct Item: Hashable, Sendable {
        /// The media range or coding, in lower case.
        public let value: String
        /// The parameters but the weight; names are in lower case.
        public let parameters: [String: String]
        /// How much it is wanted, from 0, not at all, to 1,000.
        public let weight: Int
    }

    /// What the client lists, in its order; an item that is malformed is left out.
    public let items: [Item]

    /// Reads a field; one that is absent lists nothing.
    public init(_ field: String?) {
        items = Self.split(field ?? "", at: UInt8(ascii: ",")).compactMap(Self.item)
    }

    private static func item(_ text: Substring) -> Item? {
        let parts = split(text, at: UInt8(ascii: ";")).map(trimmed)
        guard let value = parts.first, !value.isEmpty, !value.utf8.contains(where: isSpace) else { return nil }
        var parameters: [String: String] = [:]
        var weight = 1000
        for part in parts.dropFirst() where !part.isEmpty {
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = trimmed(part[..<equals]).lowercased()
            let content = trimmed(part[part.index(after: equals)...])
            if name == "q" {
                guard let number = Self.weight(content) else { return nil }
                weight = number
            } else {
                parameters[name] = unquoted(content)
            }
        }
        return Item(value: value.lowercased(), parameters: parameters, weight: weight)
    }

    /// `0`, `1`, and what lies between with at most three digits behind the point, in thousandths.
    private static func weight(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        guard let units = bytes.first.flatMap(digit), bytes.count <= 5 else { return nil }
        guard bytes.count == 1 || bytes[1] == UInt8(ascii: ".") else { return nil }
        var weight = units * 1000
        var place = 100
        for byte in bytes.dropFirst(2) {
            guard let digit = digit(byte) else { return nil }
            weight += digit * place
            place /= 10
        }
        return weight <= 1000 ? weight : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        return Int(byte - UInt8(ascii: "0"))
    }

    /// The parts between separators that are not quoted.
    private static func split(_ text: some StringProtocol, at separator: UInt8) -> [Substring] {
        var parts: [Substring] = []
        var isQuoted = false
        var isEscaped = false
        let text = Substring(text)
        var start = text.startIndex
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                parts.append(text[start..<index])
                start = text.utf8.index(after: index)
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.utf8.count >= 2, text.utf8.first == UInt8(ascii: "\""), text.utf8.last == UInt8(ascii: "\"") else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8.dropFirst().dropLast() {
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            if !isEscaped { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func trimmed(_ text: Substring) -> Substring {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return text.prefix(0) }
        return text[first...last]
    }
}
