import CYAML

/// Reads one YAML document by libyaml.
struct YAMLParser: ~Copyable {
    /// Why a text is no YAML document that a configuration may be.
    struct Failure: Error {
        /// Counted from 1.
        let line: Int
        let reason: String
    }

    /// More than any configuration needs; aliases count with what they stand for, so that none can blow it up.
    private static let mostNodes = 10_000
    private static let mostDepth = 32

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var anchors: [String: YAMLNode] = [:]
    private var nodes = 0

    /// Reads the only document of a text; `nil` if the text says nothing.
    static func document(of text: [UInt8]) throws(Failure) -> YAMLNode? {
        let result: Result<YAMLNode?, Failure> = text.withUnsafeBufferPointer { bytes in
            do throws(Failure) {
                var parser = try YAMLParser(bytes)
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw Failure(line: 1, reason: "there is no memory to read it")
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        // else a byte order mark or a NUL would decide
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private enum Event {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case alias(String)
        case scalar(String, isPlain: Bool, anchor: String?)
        case sequenceStart(anchor: String?)
        case mappingStart(anchor: String?)
    }

    private mutating func document() throws(Failure) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let (event, line) = try next()
            switch event {
            case .streamStart, .documentEnd: continue
            case .documentStart where root == nil: root = try node(depth: 0)
            case .documentStart: throw Failure(line: line, reason: "a second document begins; one is enough")
            case .streamEnd: return root
            default: throw Failure(line: line, reason: "not a YAML document")
            }
        }
    }

    private mutating func node(depth: Int) throws(Failure) -> YAMLNode {
        let (event, line) = try next()
        return try node(event, line, depth: depth)
    }

    private mutating func node(_ event: Event, _ line: Int, depth: Int) throws(Failure) -> YAMLNode {
        guard depth < Self.mostDepth else { throw Failure(line: line, reason: "it is nested too deeply") }
        switch event {
        case .alias(let name):
            guard let node = anchors[name] else { throw Failure(line: line, reason: "there is no anchor &\(name)") }
            try count(node.count, line)
            return node
        case .scalar(let text, let isPlain, let anchor):
            try count(1, line)
            return keep(YAMLNode(value: .scalar(text, isPlain: isPlain), line: line), anchor)
        case .sequenceStart(let anchor):
            try count(1, line)
            var items: [YAMLNode] = []
            while true {
                let (event, line) = try next()
                if case .sequenceEnd = event { break }
                items.append(try node(event, line, depth: depth + 1))
            }
            return keep(YAMLNode(value: .sequence(items), line: line), anchor)
        case .mappingStart(let anchor):
            try count(1, line)
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            while true {
                let (event, line) = try next()
                if case .mappingEnd = event { break }
                let key = try node(event, line, depth: depth + 1)
                pairs.append((key, try node(depth: depth + 1)))
            }
            return keep(YAMLNode(value: .mapping(pairs), line: line), anchor)
        default:
            throw Failure(line: line, reason: "a value is missing")
        }
    }

    private mutating func keep(_ node: YAMLNode, _ anchor: String?) -> YAMLNode {
        if let anchor { anchors[anchor] = node }
        return node
    }

    private mutating func count(_ more: Int, _ line: Int) throws(Failure) {
        nodes += more
        guard nodes <= Self.mostNodes else { throw Failure(line: line, reason: "it has too many values") }
    }

    private mutating func next() throws(Failure) -> (Event, line: Int) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
            throw Failure(line: Int(parser.pointee.problem_mark.line) + 1, reason: problem)
        }
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        switch event.type {
        case YAML_STREAM_START_EVENT: return (.streamStart, line)
        case YAML_STREAM_END_EVENT: return (.streamEnd, line)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, line)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, line)
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, line)
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, line)
        case YAML_ALIAS_EVENT: return (.alias(Self.string(event.data.alias.anchor) ?? ""), line)
        case YAML_SEQUENCE_START_EVENT:
            return (.sequenceStart(anchor: Self.string(event.data.sequence_start.anchor)), line)
        case YAML_MAPPING_START_EVENT:
            return (.mappingStart(anchor: Self.string(event.data.mapping_start.anchor)), line)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let isText = try Self.isText(tag: Self.string(scalar.tag), line)
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let text = String(decoding: bytes, as: UTF8.self)
            return (
                .scalar(
                    text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE && !isText,
                    anchor: Self.string(scalar.anchor)), line
            )
        default:
            throw Failure(line: line, reason: "not a YAML document")
        }
    }

    /// Whether a tag says that a value is text.
    private static func isText(tag: String?, _ line: Int) throws(Failure) -> Bool {
        switch tag {
        case nil: false
        case "!", "tag:yaml.org,2002:str": true
        case .some(let tag): throw Failure(line: line, reason: "the tag \(tag) has no meaning here")
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }
}
