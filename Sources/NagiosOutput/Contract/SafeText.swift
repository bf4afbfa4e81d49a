/// Texts of tenants in the output of a check.
///
/// A vertical bar would begin perfdata, and an end of line another part of the output; what could move a terminal's cursor
/// is written out.
public enum SafeText {
    /// As long as a name may get that is a file's on the host; libvirt's are.
    static let longestName = 255
    /// A line of detail: several such names, and words.
    static let longestLine = 1000

    /// The text in one line without such characters.
    public static func line(_ text: String) -> String {
        // as nearly all names and words are
        if text.utf8.allSatisfy(isPlain) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "|": result.append("¦")
            case "\n", "\r", "\t": result.append(" ")
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                    result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
                default: result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// The text as a label of perfdata, without the quotation marks around.
    ///
    /// The guidelines would double a quotation mark, which perfdata readers do not all undo.
    static func label(_ text: String) -> String {
        if text.utf8.allSatisfy({ isPlain($0) && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "=") }) { return text }
        var result = String.UnicodeScalarView()
        // by scalars: a mark that combines with a quotation mark makes one character of them, which is not equal to it
        for scalar in line(text).unicodeScalars { result.append(scalar == "'" || scalar == "=" ? "_" : scalar) }
        return String(result)
    }

    /// Whether a byte is a character of ASCII's that stands for itself in a line.
    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "|") }

    /// At most so many code points of a text, the last three of them dots if it has more.
    ///
    /// It ends between characters as people see them; counting those would let a character with a thousand accents pass.
    static func cut(_ text: String, to length: Int) -> String {
        // most are shorter even in bytes
        guard text.utf8.count > length, text.unicodeScalars.count > length else { return text }
        var rest = max(0, length - 3)
        let end = text.firstIndex { character in
            rest -= character.unicodeScalars.count
            return rest < 0
        }
        return text[..<(end ?? text.endIndex)] + "..."
    }
}
