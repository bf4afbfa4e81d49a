/// Plugins' output as munin's master reads it, strictly: what it would mend, drop or warn of is an error here.
struct MuninReading {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Graph {
        var settings: [String: String] = [:]
        var attributes: [String: [String: String]] = [:]
        /// The fields, in the order of their labels.
        var fields: [String] = []
        var values: [String: String] = [:]
    }

    /// By name; a plugin's own is empty.
    private(set) var graphs: [String: Graph] = [:]
    private(set) var names: [String] = []

    init(_ text: String) throws {
        var name = ""
        guard text.isEmpty || text.hasSuffix("\n") else { throw Failure(description: "the last line has no end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            // this word makes the master leave the whole node out
            guard !line.contains("# timeout"), !line.contains("\r"), line != "." else {
                throw Failure(description: "\(line) is a word of the node's own")
            }
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard words.count == 2, !words[1].allSatisfy(\.isWhitespace) else {
                throw Failure(description: "\(line.debugDescription) says nothing")
            }
            if words[0] == "multigraph" {
                name = words[1]
                guard try /[-A-Za-z0-9_]+(\.[-A-Za-z0-9_]+)*/.wholeMatch(in: name) != nil, graphs[name] == nil else {
                    throw Failure(description: "\(name) is no name of a graph, or there twice")
                }
                graphs[name] = Graph()
                names.append(name)
                continue
            }
            if graphs[name] == nil {
                graphs[name] = Graph()
                names.append(name)
            }
            try graphs[name]?.take(words[0], words[1])
        }
    }
}

extension MuninReading.Graph {
    private typealias Failure = MuninReading.Failure

    fileprivate mutating func take(_ key: String, _ value: String) throws {
        guard let dot = key.firstIndex(of: ".") else {
            guard settings.updateValue(value, forKey: key) == nil else { throw Failure(description: "\(key) twice") }
            return
        }
        let field = String(key[..<dot])
        let attribute = String(key[key.index(after: dot)...])
        guard try /[A-Za-z_][A-Za-z0-9_]*/.wholeMatch(in: field) != nil, field != "root" else {
            throw Failure(description: "\(field) is no name of a field")
        }
        if attribute == "value" {
            guard try /U|-?[0-9]+(\.[0-9]+)?/.wholeMatch(in: value) != nil,
                values.updateValue(value, forKey: field) == nil
            else { throw Failure(description: "\(key) \(value) is no value, or there twice") }
            return
        }
        if attribute == "label" { fields.append(field) }
        guard attributes[field, default: [:]].updateValue(value, forKey: attribute) == nil else {
            throw Failure(description: "\(key) is there twice")
        }
    }
}
