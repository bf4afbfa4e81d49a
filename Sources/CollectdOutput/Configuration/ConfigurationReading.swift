extension ConfigurationItem {
    /// The options and blocks of a file.
    static func items(in text: String, file: String) throws(ConfigurationError) -> [ConfigurationItem] {
        var reading = ConfigurationReading(bytes: Array(text.utf8)[...], file: file)
        return try reading.items()
    }
}

/// Reads what collectd's own parser reads: a line is a name with values, or the begin or end of a block.
private struct ConfigurationReading {
    var bytes: ArraySlice<UInt8>
    let file: String
    private var line = 1
    /// The blocks that are open, the outermost first.
    private var open: [ConfigurationItem] = []
    private var done: [ConfigurationItem] = []

    /// Deeper than anything that has a meaning.
    private static let mostBlocks = 16

    init(bytes: ArraySlice<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
    }

    private var place: ConfigurationPlace { ConfigurationPlace(file: file, line: line) }

    private func mistake(_ reason: String) -> ConfigurationError { ConfigurationError(place, reason) }

    mutating func items() throws(ConfigurationError) -> [ConfigurationItem] {
        while true {
            skipBlanks()
            guard let byte = bytes.first else { break }
            switch byte {
            case UInt8(ascii: "\n"): endLine()
            case UInt8(ascii: "#"): bytes = bytes.drop { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "<"): try readTag()
            default: try readOption()
            }
        }
        if let block = open.last {
            throw ConfigurationError(block.place, "<\(block.key)> is never closed; end it with </\(block.key)>")
        }
        return done
    }

    private mutating func endLine() {
        bytes = bytes.dropFirst()
        line += 1
    }

    /// Blanks, and ends of lines that a backslash takes away.
    private mutating func skipBlanks() {
        while let byte = bytes.first {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") {
                bytes = bytes.dropFirst()
            } else if byte == UInt8(ascii: "\\"), endsLine(bytes.dropFirst()) {
                bytes = bytes.dropFirst().drop { $0 != UInt8(ascii: "\n") }
                endLine()
            } else {
                return
            }
        }
    }

    private func endsLine(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first == UInt8(ascii: "\n") || rest.prefix(2).elementsEqual("\r\n".utf8)
    }

    private mutating func readOption() throws(ConfigurationError) {
        let place = place
        let key = try word()
        let values = try values()
        guard bytes.first == nil || bytes.first == UInt8(ascii: "\n") else {
            throw mistake("'>' stands where no block begins; put it in quotation marks")
        }
        guard !values.isEmpty else { throw ConfigurationError(place, "\(key) has no value; give it one") }
        append(ConfigurationItem(key: key, values: values, place: place, children: nil))
    }

    private mutating func readTag() throws(ConfigurationError) {
        let place = place
        bytes = bytes.dropFirst()
        let isEnd = bytes.first == UInt8(ascii: "/")
        if isEnd { bytes = bytes.dropFirst() }
        skipBlanks()
        let key = try word()
        let values = try values()
        guard bytes.first == UInt8(ascii: ">") else { throw ConfigurationError(place, "'<\(key)' has no '>'") }
        bytes = bytes.dropFirst()
        skipBlanks()
        if bytes.first == UInt8(ascii: "#") { bytes = bytes.drop { $0 != UInt8(ascii: "\n") } }
        guard bytes.first == nil || bytes.first == UInt8(ascii: "\n") else {
            throw mistake("something stands behind '>'; put it on a line of its own")
        }
        if isEnd {
            guard let block = open.popLast(), block.isCalled(key) else {
                throw ConfigurationError(place, "</\(key)> closes no block of that name")
            }
            append(block)
        } else {
            guard open.count < Self.mostBlocks else {
                throw ConfigurationError(place, "blocks stand in one another more than \(Self.mostBlocks) deep")
            }
            open.append(ConfigurationItem(key: key, values: values, place: place, children: []))
        }
    }

    private mutating func append(_ item: ConfigurationItem) {
        if open.isEmpty { done.append(item) } else { open[open.count - 1].children?.append(item) }
    }

    /// What stands on the rest of the line.
    private mutating func values() throws(ConfigurationError) -> [String] {
        var values: [String] = []
        while true {
            skipBlanks()
            guard let byte = bytes.first, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: ">") else { return values }
            if byte == UInt8(ascii: "#") {
                bytes = bytes.drop { $0 != UInt8(ascii: "\n") }
                return values
            }
            values.append(byte == UInt8(ascii: "\"") ? try quoted() : try word())
        }
    }

    private mutating func word() throws(ConfigurationError) -> String {
        let word = bytes.prefix { byte in
            byte > UInt8(ascii: " ") && ![UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">")].contains(byte)
                && byte != UInt8(ascii: "\\")
        }
        guard !word.isEmpty else {
            throw mistake("a word was expected; put what stands here in quotation marks")
        }
        bytes = bytes.dropFirst(word.count)
        return try text(Array(word))
    }

    private mutating func quoted() throws(ConfigurationError) -> String {
        let place = place
        var result: [UInt8] = []
        bytes = bytes.dropFirst()
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "\"") { return try text(result) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "\\"), let next = bytes.popFirst() else {
                result.append(byte)
                continue
            }
            // an end of line that is taken away
            if next == UInt8(ascii: "\n") { line += 1 } else { result.append(next) }
        }
        throw ConfigurationError(place, "a quotation mark is never closed")
    }

    private func text(_ bytes: [UInt8]) throws(ConfigurationError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw mistake("this is no UTF-8 text")
        }
        return text
    }
}
