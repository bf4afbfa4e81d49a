/// A tenant's text on a terminal: what could move the cursor or hide itself is written out.
public enum TerminalText {
    /// The same in one line.
    public static func line(_ text: String) -> String { safe(text.split(separator: "\n").joined(separator: " ")) }

    /// The same in a line that every log reads as one: collectd closes its end at one of 1024 bytes.
    public static func shortLine(_ text: String) -> String {
        // written out first, which makes it longer
        let text = line(text)
        guard text.utf8.count > longest else { return text }
        var result = ""
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= longest else { break }
            result.unicodeScalars.append(scalar)
        }
        return result + "..."
    }

    private static let longest = 900

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
