/// A tenant's text among munin's lines.
enum TenantText {
    /// A field's label: one line, and not empty.
    ///
    /// What munin's master does with it it escapes; but it takes `# timeout` in any line for the word of a node that did not
    /// wait for a plugin, and then leaves the whole host out of the round.
    static func label(_ text: String) -> String {
        // nothing but letters, digits and what names are made of: most of them
        if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result.append(replacement)
            default:
                result.append(scalar)
            }
        }
        let line = String(result).replacing("# timeout", with: "#_timeout")
        return line.allSatisfy(\.isWhitespace) ? String(replacement) : line
    }

    /// A part of a graph's title, which munin's pages show unescaped: without what HTML gives a meaning.
    static func title(_ text: String) -> String {
        let label = label(text)
        if label.utf8.allSatisfy(isPlain) { return label }
        var result = String.UnicodeScalarView()
        for scalar in label.unicodeScalars {
            result.append("<>&\"'".unicodeScalars.contains(scalar) ? replacement : scalar)
        }
        return String(result)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-")...UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static let replacement: Unicode.Scalar = "_"
}
