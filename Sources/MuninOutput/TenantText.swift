/// A tenant's text among munin's lines.
enum TenantText {
    /// A field's label: one line, and not empty.
    ///
    /// What munin's master does with it it escapes; but it takes `# timeout` in any line for the word of a node that did not
    /// wait for a plugin, and then leaves the whole host out of the round.
    static func label(_ text: String) -> String {
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
        var result = String.UnicodeScalarView()
        for scalar in label(text).unicodeScalars {
            result.append("<>&\"'".unicodeScalars.contains(scalar) ? replacement : scalar)
        }
        return String(result)
    }

    private static let replacement: Unicode.Scalar = "_"
}
