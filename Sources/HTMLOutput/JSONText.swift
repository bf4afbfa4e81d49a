/// JSON (RFC 8259), written piece by piece: an encoder takes several times as long for a host of many guests.
enum JSONText {
    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    static func array(_ values: some Sequence<String>) -> String { "[" + values.joined(separator: ",") + "]" }

    /// A number to the thousandth, or `null`.
    static func number(_ number: Double?) -> String {
        guard let number, number.isFinite else { return "null" }
        let thousandths = (number * 1000).rounded() / 1000
        return Int64(exactly: thousandths).map { String($0) } ?? String(thousandths)
    }

    static func string(_ text: String?) -> String {
        guard let text else { return "null" }
        guard text.utf8.contains(where: isSpecial) else { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1f}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func isSpecial(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5c }
}
