/// A tenant's text on a terminal: what could move the cursor or hide itself is written out.
public enum TerminalText {
    /// The same in one line.
    public static func line(_ text: String) -> String { safe(text.split(separator: "\n").joined(separator: " ")) }

    /// The text with such characters as `\u{...}`.
    public static func safe(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default:
                result.append(scalar)
            }
        }
        return String(result)
    }
}
