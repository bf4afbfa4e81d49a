/// A mapping of a configuration file, of whose keys each must be known and none may come twice.
struct Section {
    typealias Failure = WebConfigurationError

    let file: String
    /// The keys above it, each followed by a dot.
    private let prefix: String
    /// In the order of the file.
    let entries: [(key: String, node: YAMLNode)]

    /// The section under a key, or the whole document for an empty one; empty if there is none.
    ///
    /// - Parameter known: The keys that it may have; `nil` if those are names that the user chooses.
    init(_ node: YAMLNode?, file: String, key: String = "", known: [String]?) throws(Failure) {
        self.file = file
        prefix = key.isEmpty ? "" : key + "."
        guard let node, !node.isNull else {
            entries = []
            return
        }
        guard case .mapping(let pairs) = node.value else {
            throw Failure(
                file: file, line: node.line, key: key.isEmpty ? nil : key,
                reason: "is \(node.kind), not a mapping of keys")
        }
        var entries: [(key: String, node: YAMLNode)] = []
        for (keyNode, value) in pairs {
            guard let name = keyNode.text else {
                throw Failure(
                    file: file, line: keyNode.line, key: key.isEmpty ? nil : key, reason: "a key is \(keyNode.kind)")
            }
            if let known, !known.contains(name) {
                throw Failure(
                    file: file, line: keyNode.line, key: prefix + name,
                    reason: "is an unknown key; known are \(known.joined(separator: ", "))")
            }
            guard !entries.contains(where: { $0.key == name }) else {
                throw Failure(file: file, line: keyNode.line, key: prefix + name, reason: "comes twice")
            }
            entries.append((name, value))
        }
        self.entries = entries
    }

    /// The node under a key, unless it says nothing.
    func node(_ key: String) -> YAMLNode? {
        entries.first { $0.key == key }.flatMap { $0.node.isNull ? nil : $0.node }
    }

    /// Where a node stands.
    func origin(_ key: String, _ node: YAMLNode) -> WebConfiguration.Origin {
        WebConfiguration.Origin(file: file, line: node.line, key: prefix + key)
    }

    /// An error about the value under a key.
    func error(_ key: String, _ node: YAMLNode? = nil, _ reason: String) -> Failure {
        let line = (node ?? entries.first { $0.key == key }?.node)?.line
        return Failure(file: file, line: line, key: prefix + key, reason: reason)
    }

    /// Text; `nil` if the key is absent or empty, as Go's reader has it.
    func string(_ key: String) throws(Failure) -> (text: String, node: YAMLNode)? {
        guard let node = node(key) else { return nil }
        guard let text = node.text else { throw error(key, node, "is \(node.kind), not a text") }
        return text.isEmpty ? nil : (text, node)
    }

    /// A list of texts; `nil` if the key is absent.
    func strings(_ key: String) throws(Failure) -> [(text: String, node: YAMLNode)]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let items) = node.value else {
            throw error(key, node, "is \(node.kind), not a list of texts")
        }
        var texts: [(text: String, node: YAMLNode)] = []
        for item in items {
            guard let text = item.text, !item.isNull else {
                throw error(key, item, "has an entry that is \(item.kind), not a text")
            }
            texts.append((text, item))
        }
        return texts
    }

    /// A truth value; `nil` if the key is absent.
    func bool(_ key: String) throws(Failure) -> Bool? {
        guard let node = node(key) else { return nil }
        guard let value = node.bool else { throw error(key, node, "is neither true nor false") }
        return value
    }

    /// One of the values that a type knows by these names.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ key: String, _ text: String, _ node: YAMLNode
    ) throws(Failure) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(key, node, "\(text.debugDescription) is unknown; known are \(names)")
        }
        return value
    }
}
