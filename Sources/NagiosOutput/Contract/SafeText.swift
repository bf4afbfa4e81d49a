/// Texts of tenants in the output of a check.
///
/// A vertical bar would begin perfdata, and an end of line another part of the output; what could move a terminal's cursor
/// is written out.
public enum SafeText {
    /// The text in one line without such characters.
    public static func line(_ text: String) -> String {
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
    static func label(_ text: String) -> String {
        String(line(text).map { $0 == "'" || $0 == "=" ? "_" : $0 })
    }

    /// At most so many characters of a text, the last three of them dots if it has more.
    static func cut(_ text: String, to length: Int) -> String {
        text.count <= length ? text : text.prefix(max(0, length - 3)) + "..."
    }
}
