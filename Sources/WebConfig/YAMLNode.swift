/// A value of a YAML document, and the line it begins on.
struct YAMLNode: Sendable {
    /// What a node is.
    enum Value: Sendable {
        /// Text; `isPlain` if it was written without quotes and so may mean a number, a truth value or nothing.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    let value: Value
    /// Counted from 1.
    let line: Int

    /// Whether it says that there is no value: nothing, `~` or `null`.
    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = value {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }

    /// The text of a scalar; `nil` for anything else.
    var text: String? { if case .scalar(let text, _) = value { text } else { nil } }

    /// A truth value as YAML 1.1 writes it, which is what Go's reader takes; `nil` for anything else.
    var bool: Bool? {
        guard case .scalar(let text, isPlain: true) = value else { return nil }
        return switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N": false
        default: nil
        }
    }

    /// A whole number; `nil` for anything else.
    var integer: Int? {
        guard case .scalar(let text, isPlain: true) = value else { return nil }
        return Int(text)
    }

    /// What it is called in a message to whoever wrote it.
    var kind: String {
        switch value {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// How many nodes it is made of.
    var count: Int {
        switch value {
        case .scalar: 1
        case .sequence(let items): items.reduce(1) { $0 + $1.count }
        case .mapping(let pairs): pairs.reduce(1) { $0 + $1.key.count + $1.value.count }
        }
    }
}
